import { openSqliteEngine } from './verification-sqlite.ts';
import { verificationContract } from './verification.contract.ts';

verificationContract('sqlite', openSqliteEngine);

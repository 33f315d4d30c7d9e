import { after } from 'node:test';
import { startPostgres } from '@lingpai/testing';
import { openPostgresEngine } from './verification-postgres.ts';
import { verificationContract } from './verification.contract.ts';

const postgres = await startPostgres();
after(() => postgres?.stop());
if (postgres !== undefined) verificationContract('postgres', (t) => openPostgresEngine(t, postgres.url));

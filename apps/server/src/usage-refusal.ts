import { OperationRefusal } from './operation-refusal.ts';

/** The command line or the environment says something that cannot be meant: exit code 2. */
export class UsageRefusal extends OperationRefusal {}

import { OperationRefusal } from './operation-refusal.ts';

/** The command line or the environment says something that cannot be meant: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** As `UsageError`, where names and values alone do not say it: which phrase does. */
export class UsageRefusal extends OperationRefusal {}

import { CommanderError } from 'commander';
import { createProgram } from './cli/program.ts';
import { endOnClosedPipe } from './cli/terminal.ts';

/** The composition root, and the only reader of the environment. What it writes is for its own account alone. */
process.umask(0o077);
endOnClosedPipe();
try {
  await createProgram(process.env).parseAsync(process.argv);
} catch (error) {
  // Commander has said what is wrong already, and set the exit code.
  if (!(error instanceof CommanderError)) throw error;
}

import { type Composed, compose } from '../src/compose.ts';

/** The whole system over a data directory; tests that share one share its master key. */
export function composeForTest(dataDir: string, databaseUrl: string | undefined): Promise<Composed> {
  return compose(
    { dataDir, databaseUrl, node: 'test', readMasterKey: () => new Uint8Array(32).fill(0x11) },
    { verification: 'inline', phoneUrl: 'http://localhost:58004', internalUrl: 'http://localhost:8080' },
  );
}

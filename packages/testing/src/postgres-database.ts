import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Runs one statement on a connection of its own. */
export async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/**
 * Makes an empty database inside a server; it is dropped at the end, whoever still has it open.
 *
 * @returns its URL
 */
export async function createDatabase(
  t: { after(end: () => Promise<void>): void },
  serverUrl: string,
): Promise<string> {
  const name = `lingpai_${randomBytes(8).toString('hex')}`;
  await runOn(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  t.after(() => runOn(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

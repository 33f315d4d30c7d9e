import type { VerificationSnapshot } from '@lingpai/domain';
import type pg from 'pg';
import { CLIENT_COLUMNS, type ClientRow, toClientState } from '../verification-rows.ts';

/** A locked row may be newer than what the statement sees of the others. */
const NEWEST_COLUMNS = CLIENT_COLUMNS.split(', ')
  .map((column) => `COALESCE(l.${column}, c.${column}) AS ${column}`)
  .join(', ');

export interface FoundClients {
  readonly clients: VerificationSnapshot['clients'];
  /** addresses another transaction is writing: read as they were before, and not to be written */
  readonly heldClients: ReadonlySet<string>;
}

/** Reads addresses and locks them, as far as nobody else has. Many share an address, and most only want to know that it is not locked out. */
export async function readClients(
  client: pg.PoolClient,
  addresses: readonly string[],
): Promise<FoundClients> {
  if (addresses.length === 0) return { clients: new Map(), heldClients: new Set() };
  const { rows } = await client.query<ClientRow & { is_held: boolean }>({
    name: 'clients',
    text:
      `WITH l AS MATERIALIZED (SELECT ${CLIENT_COLUMNS} FROM client_failures WHERE address = ANY($1) ORDER BY address FOR NO KEY UPDATE SKIP LOCKED) ` +
      `SELECT ${NEWEST_COLUMNS}, l.address IS NULL AS is_held FROM client_failures AS c LEFT JOIN l ON l.address = c.address WHERE c.address = ANY($1)`,
    values: [addresses],
  });
  return {
    clients: new Map(rows.map((row) => [row.address, toClientState(row)])),
    heldClients: new Set(rows.filter((row) => row.is_held).map((row) => row.address)),
  };
}

/**
 * Whoever adds the row of an address says so first, or two that add the same one would wait for each other.
 *
 * @returns those nobody else is adding
 */
export async function lockNewClients(
  client: pg.PoolClient,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set(await tryLockNames(client, 'client', addresses));
}

/** Takes locks by name until the end of the transaction. @returns the names nobody else has locked */
export async function tryLockNames(
  client: pg.PoolClient,
  kind: 'client' | 'scope',
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const { rows } = await client.query<{ name: string }>({
    name: 'lock-names',
    text: "SELECT name FROM unnest($2::text[]) AS n(name) WHERE pg_try_advisory_xact_lock(hashtextextended($1 || ':' || name, 0))",
    values: [kind, names],
  });
  return rows.map(({ name }) => name);
}

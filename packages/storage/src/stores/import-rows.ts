import type { ImportBatch, ImportedToken, WrittenToken } from '@lingpai/domain';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Engine } from '../migrations/index.ts';
import type { Schema } from '../schema.ts';

/**
 * A batch goes in as one JSON document and one statement: as fast as many rows of bound values, with no limit on their number, and
 * the same on both engines but for three names.
 */
const DIALECT = {
  sqlite: {
    elements: (json: string) => sql`json_each(${json})`,
    fromHex: sql.raw('unhex'),
    hexFormat: sql.raw(''),
  },
  postgres: {
    elements: (json: string) => sql`json_array_elements(CAST(${json} AS json))`,
    fromHex: sql.raw('decode'),
    hexFormat: sql.raw(", 'hex'"),
  },
} as const;

/** A list of texts as a subquery, however many there are. */
export function jsonTexts(texts: readonly string[], engine: Engine): RawBuilder<string> {
  const json = JSON.stringify(texts);
  return engine === 'sqlite'
    ? sql<string>`(SELECT value FROM json_each(${json}))`
    : sql<string>`(SELECT json_array_elements_text(CAST(${json} AS json)))`;
}

/** A list of ids as a subquery. */
export function jsonIds(ids: readonly number[], engine: Engine): RawBuilder<number> {
  const json = JSON.stringify(ids);
  return engine === 'sqlite'
    ? sql<number>`(SELECT value FROM json_each(${json}))`
    : sql<number>`(SELECT CAST(json_array_elements_text(CAST(${json} AS json)) AS BIGINT))`;
}

/** @returns what was new; a serial that exists is left untouched */
export async function insertImportedTokens(
  db: Kysely<Schema>,
  engine: Engine,
  batch: ImportBatch,
): Promise<readonly WrittenToken[]> {
  const { elements, fromHex, hexFormat } = DIALECT[engine];
  const { importId, organizationId, status, at } = batch;
  const { rows } = await sql<WrittenToken>`
    INSERT INTO tokens (
      serial, type, hash, digits, period_seconds, ocra_suite, sealed_seed, sealed_pin, last_factor, drift_steps, starts_at, expires_at,
      is_expired, manufacturer, model, organization_id, kind, status, import_id, created_at, updated_at)
    SELECT
      v->>0, v->>1, v->>2, CAST(v->>3 AS INTEGER), CAST(v->>4 AS INTEGER), v->>5, ${fromHex}(v->>6${hexFormat}),
      ${fromHex}(v->>7${hexFormat}), CAST(v->>8 AS BIGINT), CAST(v->>9 AS INTEGER), CAST(v->>10 AS BIGINT), CAST(v->>11 AS BIGINT),
      CAST(v->>12 AS INTEGER), v->>13, v->>14, CAST(${organizationId} AS BIGINT), 'hardware', CAST(${status} AS TEXT), CAST(${importId} AS BIGINT),
      CAST(${at} AS BIGINT), CAST(${at} AS BIGINT)
    FROM (SELECT value AS v FROM ${elements(toJson(batch.tokens, at))}) AS given
    WHERE true
    ON CONFLICT DO NOTHING
    RETURNING id, serial, facet`.execute(db);
  return rows;
}

/** In the order of serials: indexes like it, and two imports of the same serials do not wait for each other crosswise. */
function toJson(tokens: readonly ImportedToken[], at: number): string {
  const sorted = tokens.toSorted((a, b) => (a.serial < b.serial ? -1 : 1));
  return JSON.stringify(
    sorted.map((token) => [
      token.serial,
      token.spec.type,
      token.spec.hash,
      token.spec.digits,
      token.spec.periodSeconds ?? null,
      token.spec.ocraSuite ?? null,
      hexOf(token.sealedSeed),
      token.sealedPin === undefined ? null : hexOf(token.sealedPin),
      token.lastFactor,
      token.driftSteps,
      token.startsAt ?? null,
      token.expiresAt ?? null,
      token.expiresAt !== undefined && token.expiresAt <= at ? 1 : 0,
      token.manufacturer,
      token.model,
    ]),
  );
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

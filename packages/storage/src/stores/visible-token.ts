import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';

/** Rows of an import that is still being written are there for nobody; the list of such imports is tiny, and has an index. */
export function isVisibleToken(
  eb: ExpressionBuilder<Schema, 'tokens'>,
): ExpressionWrapper<Schema, 'tokens', SqlBool> {
  return eb.or([
    eb('tokens.import_id', 'is', null),
    eb(
      'tokens.import_id',
      'not in',
      eb.selectFrom('imports').select('imports.id').where('imports.state', '=', 'writing'),
    ),
  ]);
}

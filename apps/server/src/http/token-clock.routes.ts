import { type Language, tokenClockRoutes as routes } from '@lingpai/contract';
import { adoptTokenClock, inferTokenClock, readFleetDrift } from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import { clockWorld } from '../operations/infer-clock-world.ts';
import { SYNC_WINDOW_ROWS, type SyncRow, type SyncVerdict, syncTokens } from '../operations/sync-tokens.ts';
import { candidateView, codeOfSyncVerdict, describeSyncVerdict } from '../operations/describe-clock.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';
import { readToken } from './tokens.routes.ts';

/** 同步: inferred clocks, whole fleets */
export function tokenClockRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  const world = clockWorld(context);
  register(app, routes.inferTokenClock, async ({ params, body }) => {
    const { candidates, ...rest } = await inferTokenClock({ ...params, ...body }, world);
    return { candidates: candidates.map(candidateView), ...rest };
  });
  register(app, routes.adoptTokenClock, async ({ params, body, request }) => {
    const { otps, readAt, candidate } = body;
    await adoptTokenClock({ ...params, otps, readAt, candidate, requester: requesterOf(request) }, world);
    return readToken(context, params.serial);
  });
  register(app, routes.syncTokenBatch, async ({ body: { rows }, request, language }) => {
    const requester = requesterOf(request);
    const verdicts: SyncVerdict[] = [];
    for (let at = 0; at < rows.length; at += SYNC_WINDOW_ROWS) {
      const part = rows.slice(at, at + SYNC_WINDOW_ROWS);
      verdicts.push(...(await syncTokens(part, { requester }, context)));
      if (verdicts.at(-1)?.kind === 'undecided') break;
    }
    return { results: rows.map((row, index) => resultOf(row, verdicts[index], language)) };
  });
  register(app, routes.readTokenDrift, async () => {
    const { ranges, ...counts } = await readFleetDrift(world);
    return { ...counts, ranges: [...ranges] };
  });
}

/** After the store failed the rest is not tried. */
function resultOf({ serial }: SyncRow, verdict: SyncVerdict = { kind: 'undecided' }, language: Language) {
  return { serial, code: codeOfSyncVerdict(verdict), message: describeSyncVerdict(verdict, language) };
}

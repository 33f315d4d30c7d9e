import { type UnitOfWork, cleanUnfinishedImports } from '@lingpai/domain';
import { Settings } from '@lingpai/contract';
import {
  type Database,
  checkIntegrity,
  findCounterMismatches,
  readNewestEventAt,
  repairCounters,
} from '@lingpai/storage';
import type { AppContext } from '../../context.ts';
import { importWorld } from '../../imports/import-token-file.ts';
import { type Finding, ok, problem, warning } from './check.ts';

/** Clocks of several nodes may differ by this much. */
const CLOCK_TOLERANCE_MS = 60_000;

export async function checkDatabase(database: Database): Promise<Finding> {
  const problems = await checkIntegrity(database);
  const [first] = problems;
  if (first === undefined) return ok('doctor.integrity.ok');
  return { ...problem('doctor.integrity.bad', { first }), items: problems };
}

type ImportsContext = Pick<AppContext, 'store' | 'vault' | 'clock'>;

export async function checkImports(context: ImportsContext, isFixing: boolean): Promise<Finding> {
  const { imports } = context.store.read;
  const nowMs = context.clock.nowMs();
  const unfinished = await imports.findUnfinished();
  if (unfinished.length === 0) return ok('doctor.imports.ok');
  const world = importWorld(context);
  const left = unfinished.filter(
    ({ owner, heartbeatAt }) =>
      world.process.isGone(owner.split(' ')[0] ?? '') || nowMs - heartbeatAt > CLOCK_TOLERANCE_MS,
  );
  if (left.length === 0) return ok('doctor.imports.running', { count: unfinished.length });
  if (isFixing) await cleanUnfinishedImports(world);
  return { ...warning('doctor.imports.left', { count: left.length }), isFixed: isFixing };
}

export async function checkCounters(database: Database, isFixing: boolean): Promise<Finding> {
  const wrong = await findCounterMismatches(database);
  if (wrong.length === 0) return ok('doctor.counters.ok');
  const items = wrong.map(({ counter, rowCount }) => `${counter}: ${rowCount}`);
  if (isFixing) await repairCounters(database);
  return { ...problem('doctor.counters.bad', { counters: items.join(', ') }), items, isFixed: isFixing };
}

export async function checkAudit(
  { read }: UnitOfWork,
  how: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<Finding> {
  const verdict = await read.auditLog.verifyChain(how);
  const { checked, brokenAt } = verdict;
  if (brokenAt === null) return ok('doctor.audit.ok', { checked });
  return problem(brokenAt.id === 0 ? 'doctor.audit.bad-node' : 'doctor.audit.bad', { ...brokenAt });
}

export async function checkClock(database: Database, nowMs: number): Promise<Finding> {
  const newestAt = await readNewestEventAt(database);
  const now = new Date(nowMs).toISOString();
  if (newestAt === undefined || newestAt <= nowMs + CLOCK_TOLERANCE_MS) return ok('doctor.clock.ok', { now });
  return problem('doctor.clock.behind', { now, newest: new Date(newestAt).toISOString() });
}

export async function checkActivation({ read }: UnitOfWork): Promise<Finding> {
  const { activation } = await read.settings.read();
  const factory = Settings.properties.activation.properties.defaultPassword as { default?: unknown };
  return activation.defaultPassword === factory.default
    ? warning('doctor.activation.default')
    : ok('doctor.activation.ok');
}

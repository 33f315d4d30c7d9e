import { Refusal, type Requester, VaultError } from '@lingpai/domain';
import { SeedVault, type WrappedDataKey } from '@lingpai/seed-vault';
import {
  type Database,
  SCHEMA_VERSION,
  createUnitOfWork,
  openAuditChains,
  openPostgres,
  openSqlite,
  readDataKeys,
  readSchemaVersion,
} from '@lingpai/storage';
import type { DataConfig } from '../../config.ts';
import { findMasterKey } from '../../crypto/key-ring.ts';
import { OperationRefusal } from '../../operation-refusal.ts';
import { dataSource } from '../back-up-data.ts';
import { operationAudit } from '../operation-audit.ts';
import {
  CHECK_NAMES,
  type CheckName,
  type CheckResult,
  type Finding,
  ok,
  problem,
  warning,
} from './check.ts';
import {
  checkActivation,
  checkAudit,
  checkClock,
  checkCounters,
  checkDatabase,
  checkImports,
} from './check-data.ts';
import { checkDataKeys, checkSecrets, checkSeeds } from './check-keys.ts';
import { checkDirectory, checkDisk, checkNode } from './check-machine.ts';

export interface ExamineInput {
  readonly config: DataConfig;
  readonly isFixing: boolean;
  readonly clock: { nowMs(): number };
  readonly requester: Requester;
  readonly signal: AbortSignal;
  readonly onResult: (result: CheckResult) => void;
  readonly onProgress: (name: CheckName, done: number, total: number) => void;
  /** what a master key that cannot be had is called */
  readonly describe: (error: unknown) => string;
}

/** Looks at everything that can go wrong with a system, one check after the other. What needs something that is broken is skipped. */
export async function examine(input: ExamineInput): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const report = (name: CheckName, finding: Finding) => {
    const result = { name, ...finding };
    results.push(result);
    input.onResult(result);
    return finding.state !== 'problem' || finding.isFixed === true;
  };
  await runChecks(input, report);
  const done = new Set(results.map(({ name }) => name));
  for (const name of CHECK_NAMES)
    if (!done.has(name)) report(name, { state: 'skipped', phrase: 'doctor.skipped' });
  return results;
}

/** @returns can what depends on it be checked */
type Report = (name: CheckName, finding: Finding) => boolean;

async function runChecks(input: ExamineInput, report: Report): Promise<void> {
  const { config, isFixing, clock } = input;
  report('node', checkNode());
  const directory = checkDirectory(config, isFixing, clock.nowMs());
  report('directory', directory);
  if (directory.phrase === 'doctor.directory.missing') return;
  report('disk', checkDisk(config));
  const schema = await checkSchema(input);
  if (!report('schema', schema) || schema.state === 'warning') return;
  const database = await open(config);
  try {
    if (report('integrity', await checkDatabase(database))) await checkContent(database, input, report);
  } finally {
    await database.close();
  }
}

function open({ dataDir, databaseUrl }: DataConfig): Promise<Database> {
  const source = dataSource({ dataDir, databaseUrl });
  return source.engine === 'sqlite' ? openSqlite(source.path) : openPostgres(source.url);
}

/** Looked at without opening the data, because opening older data migrates it. */
async function checkSchema({ config, describe }: ExamineInput): Promise<Finding> {
  const source = dataSource(config);
  const engine = source.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  try {
    const found = await readSchemaVersion(source);
    const params = { found, known: SCHEMA_VERSION, version: found, engine };
    if (found === 0) return problem('doctor.schema.none', { place: config.dataDir });
    if (found > SCHEMA_VERSION) return problem('doctor.schema.too-new', params);
    return found < SCHEMA_VERSION ? warning('doctor.schema.old', params) : ok('doctor.schema.ok', params);
  } catch (error) {
    return problem('doctor.schema.unreadable', { message: describe(error) });
  }
}

async function checkContent(database: Database, input: ExamineInput, report: Report): Promise<void> {
  const { clock, isFixing, signal, onProgress } = input;
  const dataKeys = await readDataKeys(database);
  const { vault, finding } = openVault(dataKeys, input);
  report('master-key', finding);
  report('data-keys', checkDataKeys(dataKeys));
  const how = (name: CheckName) => ({
    signal,
    onProgress: (done: number, total: number) => onProgress(name, done, total),
  });
  const counters = await checkCounters(database, isFixing);
  report('counters', counters);
  report('clock', await checkClock(database, clock.nowMs()));
  if (vault === undefined) return;
  const chain = { key: vault.auditKey(), node: `${input.config.node}/cli/admin` };
  await openAuditChains(database, { key: chain.key, nodes: [chain.node] });
  const store = createUnitOfWork(database, chain);
  const imports = await checkImports({ store, vault, clock }, isFixing);
  report('imports', imports);
  report('activation', await checkActivation(store));
  report('seeds', await checkSeeds(database, vault, how('seeds')));
  report('secrets', await checkSecrets(database, vault));
  report('audit', await checkAudit(store, how('audit')));
  if (counters.isFixed !== true && imports.isFixed !== true) return;
  const detail = { counters: counters.isFixed === true, imports: imports.isFixed === true };
  const event = operationAudit('data.repair', input.requester, clock.nowMs(), detail);
  await store.transaction(({ audit }) => audit.append([event]));
}

function openVault(
  dataKeys: readonly WrappedDataKey[],
  { config, describe }: ExamineInput,
): { vault: SeedVault | undefined; finding: Finding } {
  const refused = (error: unknown) => ({
    vault: undefined,
    finding: problem('doctor.master-key.bad', { message: describe(error) }),
  });
  try {
    const masterKey = findMasterKey(config, dataKeys);
    if (masterKey === undefined) return refused(new Refusal('data.master-key-wrong'));
    const vault = new SeedVault(masterKey, dataKeys);
    return { vault, finding: ok('doctor.master-key.ok', { count: dataKeys.length }) };
  } catch (error) {
    if (error instanceof VaultError || error instanceof OperationRefusal) return refused(error);
    throw error;
  }
}

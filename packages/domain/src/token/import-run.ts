import type { ImportStore, WrittenToken } from '../ports/import-store.ts';
import type { Stores, UnitOfWork } from '../ports/stores.ts';
import { Refusal } from '../refusal.ts';
import { deleteImport, importOwner } from './clean-unfinished-imports.ts';
import type { ImportRefusedEvent, ImportTokenEvent, RowVerdict } from './import-event.ts';
import { type ImportBinder, forgetSecrets, sealImportedToken, tokenVerdict } from './import-rows.ts';
import type { ImportProgress, ImportTokensInput, ImportTokensWorld } from './import-tokens.ts';

export interface ImportCounts {
  readonly rowsNew: number;
  readonly rowsDuplicate: number;
  readonly rowsRefused: number;
  readonly rowsBound: number;
}

/** Says what becomes of some rows, and may write them. */
export interface BatchJudge {
  /** @returns the verdicts, in the order of the rows */
  judge(rows: readonly Row[]): Promise<readonly RowVerdict[]>;
}
type Row = ImportTokenEvent | ImportRefusedEvent;

/** Bindings per transaction: some 40 ms of SQLite, 200 of PostgreSQL, where only their own users wait. */
const PIECE_ROWS = 2000;

/** Finds duplicates without writing. */
export class DryRun implements BatchJudge {
  readonly #store: UnitOfWork;
  readonly #binder: ImportBinder;

  constructor(store: UnitOfWork, binder: ImportBinder) {
    this.#store = store;
    this.#binder = binder;
  }

  async judge(rows: readonly Row[]): Promise<readonly RowVerdict[]> {
    const { imports } = this.#store.read;
    const tokens = rows.filter((row) => row.kind === 'token');
    const existing = await imports.findSerials(tokens.map(({ token }) => token.serial));
    const users = await this.#binder.findUsers(tokens, imports);
    return rows.map((row) => {
      if (row.kind === 'refused') return refusedVerdict(row);
      forgetSecrets(row.token);
      if (existing.has(row.token.serial)) return tokenVerdict(row, 'duplicate');
      return tokenVerdict(row, 'new', this.#binder.decide(row.token, users).binding);
    });
  }
}

/** Writes the rows of one import, hidden, until `publish` shows them or `discard` removes them. */
export class ImportRun implements BatchJudge {
  readonly #input: ImportTokensInput;
  readonly #world: ImportTokensWorld;
  readonly #binder: ImportBinder;
  readonly #maxTokensPerUser: number;
  readonly #facetCounts = new Map<number, number>();
  #importId: number | undefined;

  // oxlint-disable-next-line max-params -- called once, right beside
  constructor(
    input: ImportTokensInput,
    world: ImportTokensWorld,
    binder: ImportBinder,
    maxTokensPerUser: number,
  ) {
    this.#input = input;
    this.#world = world;
    this.#binder = binder;
    this.#maxTokensPerUser = maxTokensPerUser;
  }

  async judge(rows: readonly Row[]): Promise<readonly RowVerdict[]> {
    const { store, vault } = this.#world;
    const events = rows.filter((row) => row.kind === 'token');
    const users = await this.#binder.findUsers(events, store.read.imports);
    const tokens = events.map(({ token }) => sealImportedToken(token, vault));
    const importId = await this.#begin();
    const written = await store.transaction(({ imports }) => this.#write(importId, tokens, imports));
    for (const { facet } of written) this.#count(new Map([[facet, 1]]));
    const idBySerial = new Map(written.map(({ serial, id }) => [serial, id]));
    const staged: { tokenId: number; userId: number }[] = [];
    const verdicts = rows.map((row) => {
      if (row.kind === 'refused') return refusedVerdict(row);
      const tokenId = idBySerial.get(row.token.serial);
      if (tokenId === undefined) return tokenVerdict(row, 'duplicate');
      const { binding, userId } = this.#binder.decide(row.token, users);
      if (userId !== undefined) staged.push({ tokenId, userId });
      return tokenVerdict(row, 'new', binding);
    });
    if (staged.length > 0) await store.transaction(({ imports }) => imports.stageBindings(importId, staged));
    return verdicts;
  }

  /**
   * Binds to users what the rows say, piece by piece: users log in meanwhile, without the new tokens, which are still hidden.
   *
   * @param onPiece told how many are bound by now; may throw to stop
   * @returns how many are bound
   */
  async bind(onPiece: (boundCount: number) => void): Promise<number> {
    const { store, clock, pause } = this.#world;
    const importId = this.#importId;
    let boundCount = 0;
    let afterTokenId: number | undefined = importId === undefined ? undefined : 0;
    while (importId !== undefined && afterTokenId !== undefined) {
      const from: number = afterTokenId;
      const piece = await store.transaction(async ({ imports }) => {
        const bound = await imports.bindStaged({
          importId,
          afterTokenId: from,
          limit: PIECE_ROWS,
          maxTokensPerUser: this.#maxTokensPerUser,
          at: clock.nowMs(),
        });
        // After the users: whoever deletes one locks him first, too.
        await this.#keep(importId, imports);
        return bound;
      });
      this.#count(piece.facetChanges);
      boundCount += piece.boundCount;
      afterTokenId = piece.lastTokenId;
      onPiece(boundCount);
      await pause();
    }
    return boundCount;
  }

  /** Shows what was written. @returns how many tokens are bound */
  async publish(progress: ImportProgress, boundCount: number): Promise<number> {
    const { store, clock } = this.#world;
    return store.transaction(async (stores) => {
      const at = clock.nowMs();
      const importId = this.#importId;
      let rowsBound = boundCount;
      if (importId !== undefined) {
        await this.#keep(importId, stores.imports);
        rowsBound -= await stores.imports.publish({
          importId,
          organizationId: this.#input.organizationId,
          rowCount: progress.rowsNew,
          facetCounts: this.#facetCounts,
          at,
        });
      }
      await this.#note(stores, { at, counts: { ...progress, rowsBound }, reason: '' });
      return rowsBound;
    });
  }

  /** Removes what was written, and notes why. */
  async discard(reason: 'cancelled' | 'failed' | 'incomplete'): Promise<void> {
    const { store, clock, process } = this.#world;
    const at = clock.nowMs();
    await store.transaction((stores) => this.#note(stores, { at, counts: undefined, reason }));
    const importId = this.#importId;
    if (importId !== undefined) await deleteImport(importId, importOwner(process, 'writes'), this.#world);
  }

  #count(changes: ReadonlyMap<number, number>): void {
    for (const [facet, by] of changes) this.#facetCounts.set(facet, (this.#facetCounts.get(facet) ?? 0) + by);
  }

  async #begin(): Promise<number> {
    const { fileName, organizationId, requester } = this.#input;
    const { store, clock, process } = this.#world;
    this.#importId ??= await store.transaction(({ imports }) =>
      imports.begin({
        fileName,
        organizationId,
        createdBy: requester.name,
        owner: importOwner(process, 'writes'),
        at: clock.nowMs(),
      }),
    );
    return this.#importId;
  }

  async #write(
    importId: number,
    tokens: ReturnType<typeof sealImportedToken>[],
    imports: ImportStore,
  ): Promise<readonly WrittenToken[]> {
    await this.#keep(importId, imports);
    if (tokens.length === 0) return [];
    const { organizationId, enable } = this.#input;
    const { clock, process } = this.#world;
    return imports.insert({
      importId,
      owner: importOwner(process, 'writes'),
      organizationId,
      status: enable ? 'enabled' : 'disabled',
      at: clock.nowMs(),
      tokens,
    });
  }

  async #keep(importId: number, imports: ImportStore): Promise<void> {
    const { clock, process } = this.#world;
    // Another process took this one for dead, and removes what it wrote.
    if (!(await imports.keep(importId, importOwner(process, 'writes'), clock.nowMs())))
      throw new Refusal('import.cancelled');
  }

  async #note(
    stores: Stores,
    what: { at: number; counts: ImportCounts | undefined; reason: string },
  ): Promise<void> {
    const { requester, fileName, organizationId } = this.#input;
    const { counts } = what;
    await stores.audit.append([
      {
        at: what.at,
        actorKind: requester.kind,
        actor: requester.name,
        action: 'token.import',
        resultCode: undefined,
        hasSucceeded: what.reason === '',
        reason: what.reason,
        userLogin: '',
        serial: '',
        source: requester.source,
        detail: {
          fileName: fileName.slice(0, 255),
          organizationId,
          ...(counts && {
            new: counts.rowsNew,
            duplicate: counts.rowsDuplicate,
            refused: counts.rowsRefused,
            bound: counts.rowsBound,
          }),
        },
      },
    ]);
  }
}

function refusedVerdict({ line, serial, problem }: ImportRefusedEvent): RowVerdict {
  return { line, serial, verdict: 'refused', problem, token: undefined, binding: undefined };
}

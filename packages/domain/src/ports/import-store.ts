import type { TokenSpec } from '../token/token-spec.ts';

/** A token of a file, its seed sealed. */
export interface ImportedToken {
  readonly serial: string;
  readonly spec: TokenSpec;
  readonly sealedSeed: Uint8Array;
  readonly sealedPin: Uint8Array | undefined;
  readonly lastFactor: number;
  readonly driftSteps: number;
  /** epoch ms */
  readonly startsAt: number | undefined;
  /** epoch ms */
  readonly expiresAt: number | undefined;
  readonly manufacturer: string;
  readonly model: string;
}

/** A batch of an import, written in one transaction. */
export interface ImportBatch {
  readonly importId: number;
  readonly owner: string;
  readonly organizationId: number;
  readonly status: 'enabled' | 'disabled';
  /** epoch ms */
  readonly at: number;
  readonly tokens: readonly ImportedToken[];
}

/** What a batch became. */
export interface WrittenToken {
  readonly id: number;
  readonly serial: string;
  /** of the store: to be given back to `publish`, summed up */
  readonly facet: number;
}

/** As much of a user as binding to a row of a file needs. */
export interface ImportUser {
  readonly id: number;
  readonly login: string;
  readonly organizationPath: string;
  readonly tokenCount: number;
}

/** An import that was begun and has not ended. */
export interface UnfinishedImport {
  readonly id: number;
  readonly owner: string;
  /** epoch ms */
  readonly heartbeatAt: number;
}

/** The next of what was staged, to be bound in one transaction. */
export interface BindingPiece {
  readonly importId: number;
  /** of the piece before; 0 for the first */
  readonly afterTokenId: number;
  readonly limit: number;
  readonly maxTokensPerUser: number;
  /** epoch ms */
  readonly at: number;
}

/** What a piece became. */
export interface BoundPiece {
  /** undefined: nothing was left */
  readonly lastTokenId: number | undefined;
  readonly boundCount: number;
  /** how the import's `facetCounts` change by it */
  readonly facetChanges: ReadonlyMap<number, number>;
}

export interface ImportPublication {
  readonly importId: number;
  readonly organizationId: number;
  readonly rowCount: number;
  /** how many of the rows have each facet, bound as they are now */
  readonly facetCounts: ReadonlyMap<number, number>;
  /** epoch ms */
  readonly at: number;
}

/**
 * Imports. What an import writes is there for nobody, but for the uniqueness of serials, until `publish`: one change of its state.
 * An import belongs to a process (`owner`); whoever takes it over (`adopt`) makes the former owner's next `keep` fail.
 */
export interface ImportStore {
  begin(what: {
    readonly fileName: string;
    readonly organizationId: number;
    readonly createdBy: string;
    readonly owner: string;
    readonly at: number;
  }): Promise<number>;
  /** Says that the owner lives. In a transaction it keeps others from adopting the import until the end.
   * @returns false when it is not the owner's any more */
  keep(importId: number, owner: string, at: number): Promise<boolean>;
  /** Writes what has a new serial; others are left untouched, and missing in the result. */
  insert(batch: ImportBatch): Promise<readonly WrittenToken[]>;
  /** Which of these serials exist, also in imports that are not finished. */
  findSerials(serials: readonly string[]): Promise<ReadonlySet<string>>;
  /** @returns by login key */
  findUsers(loginKeys: readonly string[]): Promise<ReadonlyMap<string, ImportUser>>;
  /** Notes whom tokens are to be bound to when the import is published. */
  stageBindings(
    importId: number,
    bindings: readonly { readonly tokenId: number; readonly userId: number }[],
  ): Promise<void>;
  /** Binds some of what was staged, as far as users are there and have room. They find the tokens with their next login after `publish`. */
  bindStaged(piece: BindingPiece): Promise<BoundPiece>;
  /** Counts, and makes the import's tokens visible with their bindings: a few rows, however many tokens there are.
   * @returns how many of those that were bound are not any more */
  publish(publication: ImportPublication): Promise<number>;
  /** Takes back what unfinished imports have bound to a user, before he is deleted. His row is locked. */
  unbindUser(userId: number): Promise<void>;
  findUnfinished(): Promise<readonly UnfinishedImport[]>;
  /** @returns false when it has moved on since it was found */
  adopt(found: UnfinishedImport, owner: string, at: number): Promise<boolean>;
  /** Removes some rows of an unfinished import, and what is bound to them.
   * @returns how many; fewer than `limit`: none is left */
  deleteRows(importId: number, limit: number): Promise<number>;
  /** Removes an import without rows. */
  remove(importId: number): Promise<void>;
}

import type { BackendKind, BackendSettings } from '@lingpai/contract';

/** A back-end as it is kept. */
export interface BackendRecord {
  readonly id: number;
  readonly name: string;
  readonly kind: BackendKind;
  /** exactly one of them */
  readonly settings: BackendSettings;
  /** null: none was given */
  readonly sealedSecret: Uint8Array | null;
  readonly isDefault: boolean;
  readonly isEnabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface BackendStore {
  /** for a change: others that change any wait from here to the end of the transaction. First in it */
  lockChanges(): Promise<void>;
  /** ordered by name */
  list(): Promise<BackendRecord[]>;
  find(id: number): Promise<BackendRecord | undefined>;
  findByName(name: string): Promise<BackendRecord | undefined>;
  /** neither default nor with a secret yet @returns undefined when the name is taken */
  insert(backend: {
    readonly name: string;
    readonly settings: BackendSettings;
    readonly isEnabled: boolean;
    readonly at: number;
  }): Promise<number | undefined>;
  /** @returns false when the name is taken by another */
  update(
    id: number,
    change: {
      readonly name?: string;
      readonly settings?: BackendSettings;
      readonly isEnabled?: boolean;
      readonly at: number;
    },
  ): Promise<boolean>;
  setSecret(id: number, sealedSecret: Uint8Array | null): Promise<void>;
  /** @param id of the one that is the default from now on; undefined: none is */
  setDefault(id: number | undefined): Promise<void>;
  /** @returns false when a user names it: it stays then */
  remove(id: number): Promise<boolean>;
}

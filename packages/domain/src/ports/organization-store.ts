import type { Organization } from '@lingpai/contract';

/** Where an organisation stands in the tree. */
export interface OrganizationPlace {
  readonly id: number;
  readonly parentId: number | null;
  readonly name: string;
  /** names from the root, joined by "/" */
  readonly path: string;
}

export interface OrganizationStore {
  /** makes changes of the tree take turns; call it first in each transaction that changes the tree */
  lockTree(): Promise<void>;
  find(id: number): Promise<OrganizationPlace | undefined>;
  findByPath(path: string): Promise<OrganizationPlace | undefined>;
  /** all of them, ordered by path */
  list(): Promise<Organization[]>;
  read(id: number): Promise<Organization | undefined>;
  /** @returns undefined when the path is taken */
  insert(place: Omit<OrganizationPlace, 'id'> & { createdAt: number }): Promise<number | undefined>;
  /** gives it and all below it their new paths */
  rename(before: OrganizationPlace, after: { name: string; path: string }): Promise<void>;
  /** Has it children, users, tokens, or an import under way? Until the transaction ends, nothing more gets in. */
  isInUse(id: number): Promise<boolean>;
  remove(id: number): Promise<void>;
}

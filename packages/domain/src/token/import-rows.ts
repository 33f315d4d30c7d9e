import { areOnOneBranch } from '../organization/organization-name.ts';
import type { ImportStore, ImportUser, ImportedToken } from '../ports/import-store.ts';
import type { SecretVault } from '../ports/secret-vault.ts';
import { loginKey } from '../user/login-key.ts';
import { NO_FACTOR } from '../verify/state.ts';
import type { ImportTokenEvent, RowBinding, RowVerdict } from './import-event.ts';
import { pinContext } from './token-pin.ts';
import type { TokenRecord } from './token-spec.ts';

/** The token as it is stored. The file's seed and PIN are zeroed: they lie sealed from here on. */
export function sealImportedToken(token: TokenRecord, vault: SecretVault): ImportedToken {
  const sealedSeed = vault.seal({ purpose: 'token-seed', recordId: token.serial }, token.seed);
  const sealedPin = token.pin && vault.seal(pinContext(token.serial), token.pin);
  forgetSecrets(token);
  return {
    serial: token.serial,
    spec: token.spec,
    sealedSeed,
    sealedPin,
    // `counter` is the next one the token will use; the factor is the last one that was.
    lastFactor: token.spec.type === 'totp' ? NO_FACTOR : token.counter - 1,
    driftSteps: token.driftSteps,
    startsAt: token.startsAt,
    expiresAt: token.expiresAt,
    manufacturer: token.manufacturer ?? '',
    model: token.model ?? '',
  };
}

/** Zeroes what a file's row brought. */
export function forgetSecrets({ seed, pin }: TokenRecord): void {
  seed.fill(0);
  pin?.fill(0);
}

/** Decides, row by row, whom new tokens are bound to, and keeps count of what users have by then. */
export class ImportBinder {
  readonly #organizationPath: string;
  readonly #maxTokensPerUser: number;
  readonly #added = new Map<number, number>();

  /** @param organizationPath of the tokens */
  constructor(organizationPath: string, maxTokensPerUser: number) {
    this.#organizationPath = organizationPath;
    this.#maxTokensPerUser = maxTokensPerUser;
  }

  /** Looks up the users that rows name. */
  findUsers(
    rows: readonly ImportTokenEvent[],
    imports: ImportStore,
  ): Promise<ReadonlyMap<string, ImportUser>> {
    const keys = new Set(
      rows
        .map(({ token }) => token.userLogin)
        .filter((login) => login !== undefined)
        .map(loginKey),
    );
    return keys.size === 0 ? Promise.resolve(new Map()) : imports.findUsers([...keys]);
  }

  decide(
    token: TokenRecord,
    users: ReadonlyMap<string, ImportUser>,
  ): { binding: RowBinding | undefined; userId: number | undefined } {
    if (token.userLogin === undefined) return { binding: undefined, userId: undefined };
    const user = users.get(loginKey(token.userLogin));
    if (user === undefined) return { binding: 'user-unknown', userId: undefined };
    if (!areOnOneBranch(user.organizationPath, this.#organizationPath))
      return { binding: 'other-organization', userId: undefined };
    const added = this.#added.get(user.id) ?? 0;
    if (user.tokenCount + added >= this.#maxTokensPerUser) return { binding: 'user-full', userId: undefined };
    this.#added.set(user.id, added + 1);
    return { binding: 'bound', userId: user.id };
  }
}

/** The verdict on a row that could be read. */
export function tokenVerdict(
  { line, token }: ImportTokenEvent,
  verdict: 'new' | 'duplicate',
  binding?: RowBinding,
): RowVerdict {
  return { line, serial: token.serial, verdict, problem: undefined, token, binding };
}

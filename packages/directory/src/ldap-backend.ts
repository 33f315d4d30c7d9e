import type { LdapConfig } from '@lingpai/contract';
import { BackendFault } from './backend-fault.ts';
import { bindNameOf } from './ldap/bind-name.ts';
import { LdapConnection, type LdapTarget } from './ldap/ldap-connection.ts';
import { RESULT } from './ldap/messages.ts';
import { encodeSearchFilter } from './ldap/search-filter.ts';
import {
  type BackendAnswer,
  type PasswordBackend,
  type PasswordQuery,
  right,
  unavailable,
  wrong,
} from './password-backend.ts';
import { ServerOrder } from './server-order.ts';

/** The person's own: wrong password, no such entry, locked, expired, disabled, may not sign in here. */
const REFUSALS: ReadonlySet<number> = new Set([
  RESULT.invalidCredentials,
  RESULT.noSuchObject,
  RESULT.inappropriateAuthentication,
  RESULT.insufficientAccessRights,
  RESULT.constraintViolation,
  RESULT.unwillingToPerform,
]);
/** The search was not allowed, or has nowhere to begin. */
const SEARCH_REFUSALS: ReadonlySet<number> = new Set([
  RESULT.noSuchObject,
  RESULT.invalidDnSyntax,
  RESULT.insufficientAccessRights,
  RESULT.unwillingToPerform,
]);

/** LDAP and Active Directory: the password is right when its owner can bind by it (RFC 4513 §5.1.3). */
export class LdapBackend implements PasswordBackend {
  readonly #config: LdapConfig;
  readonly #searchPassword: string;
  readonly #order: ServerOrder<LdapTarget>;

  /** @param searchPassword of `config.searchName` */
  constructor(config: LdapConfig, searchPassword: string) {
    this.#config = config;
    this.#searchPassword = searchPassword;
    this.#order = new ServerOrder(config.urls.map((url) => targetOf(url, config)));
  }

  async check(query: PasswordQuery): Promise<BackendAnswer> {
    // A bind without password is an anonymous one, and succeeds (RFC 4513 §5.1.2): it is never sent.
    if (query.password === '') return wrong('password-empty');
    if (query.login === '') return wrong('user-unknown');
    const { bindName, searchFilter, searchName } = this.#config;
    const filter = bindName === '' ? encodeSearchFilter(searchFilter, query.login) : new Uint8Array();
    if (filter === undefined) return { verdict: 'filter-wrong', reason: 'filter-wrong' };
    if (bindName === '' && searchName !== '' && this.#searchPassword === '')
      return unavailable('secret-missing');
    return this.#askInTurn(query, filter);
  }

  async #askInTurn(query: PasswordQuery, filter: Uint8Array): Promise<BackendAnswer> {
    const targets = this.#order.inTurn();
    const endsAt = performance.now() + query.deadlineMs;
    let reason: BackendAnswer['reason'] = 'timed-out';
    for (const [index, target] of targets.entries()) {
      const leftMs = endsAt - performance.now();
      if (leftMs <= 0 || query.signal.aborted) break;
      const shareMs = Math.max(1, Math.floor(leftMs / (targets.length - index)));
      const signal = AbortSignal.any([query.signal, AbortSignal.timeout(shareMs)]);
      try {
        const answer = await this.#ask(target, { ...query, deadlineMs: shareMs, signal }, filter);
        this.#order.hasAnswered(target);
        return answer;
      } catch (error) {
        if (!(error instanceof BackendFault)) throw error;
        ({ reason } = error);
      }
    }
    return unavailable(reason);
  }

  async #ask(target: LdapTarget, query: PasswordQuery, filter: Uint8Array): Promise<BackendAnswer> {
    const { bindName } = this.#config;
    const connection = await LdapConnection.open(target, query.signal);
    try {
      if (bindName !== '') return await bindAs(connection, bindNameOf(bindName, query.login), query.password);
      const found = await this.#findName(connection, query, filter);
      return typeof found === 'string' ? await bindAs(connection, found, query.password) : found;
    } finally {
      connection.close();
    }
  }

  /** @returns the name of the only entry, or what to answer */
  async #findName(
    connection: LdapConnection,
    { deadlineMs }: PasswordQuery,
    filter: Uint8Array,
  ): Promise<string | BackendAnswer> {
    const { searchName, searchBase } = this.#config;
    if (searchName !== '') {
      const code = await connection.bind(searchName, this.#searchPassword);
      if (code !== RESULT.success)
        throw new BackendFault(
          code === RESULT.invalidDnSyntax || REFUSALS.has(code) ? 'search-account-refused' : 'server-failed',
        );
    }
    const timeLimitSeconds = Math.max(1, Math.ceil(deadlineMs / 1000));
    const { code, names } = await connection.search({ base: searchBase, filter, timeLimitSeconds });
    if (names.length > 1 || code === RESULT.sizeLimitExceeded) return wrong('user-ambiguous');
    if (code !== RESULT.success) throw new BackendFault(searchFault(code));
    const [name] = names;
    if (name === undefined) return wrong('user-unknown');
    // The nameless entry is the root, and binding as nobody succeeds.
    if (name.trim() === '') throw new BackendFault('garbled');
    return name;
  }
}

function searchFault(code: number): 'search-refused' | 'timed-out' | 'server-failed' {
  if (SEARCH_REFUSALS.has(code)) return 'search-refused';
  return code === RESULT.timeLimitExceeded ? 'timed-out' : 'server-failed';
}

async function bindAs(connection: LdapConnection, name: string, password: string): Promise<BackendAnswer> {
  const code = await connection.bind(name, password);
  if (code === RESULT.success) return right;
  if (REFUSALS.has(code)) return wrong('refused');
  throw new BackendFault(code === RESULT.invalidDnSyntax ? 'bind-name-wrong' : 'server-failed');
}

function targetOf(text: string, { security, caPem }: LdapConfig): LdapTarget {
  const url = new URL(text);
  const isTls = url.protocol === 'ldaps:';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isTls ? 636 : 389) : Number(url.port),
    security: isTls ? 'tls' : security,
    caPem,
  };
}

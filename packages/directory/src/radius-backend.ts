import type { RadiusConfig } from '@lingpai/contract';
import { type RadiusAnswer, type RadiusServer, askRadius } from '@lingpai/radius';
import {
  type BackendAnswer,
  type PasswordBackend,
  type PasswordQuery,
  right,
  unavailable,
  wrong,
} from './password-backend.ts';
import { hostLookup } from './host-lookup.ts';
import { ServerOrder } from './server-order.ts';

const DEFAULT_PORT = 1812;
const PROBLEMS = {
  silent: 'timed-out',
  forged: 'unproved',
  refused: 'connection-refused',
  'unknown-host': 'host-unknown',
} as const;

/** RADIUS: the password is right when the server accepts it (PAP). */
export class RadiusBackend implements PasswordBackend {
  readonly #config: RadiusConfig;
  readonly #hasSecret: boolean;
  readonly #order: ServerOrder<RadiusServer>;

  constructor(config: RadiusConfig, sharedSecret: string) {
    this.#config = config;
    this.#hasSecret = sharedSecret !== '';
    this.#order = new ServerOrder(config.servers.map((text) => serverOf(text, Buffer.from(sharedSecret))));
  }

  async check({ login, password, deadlineMs, signal }: PasswordQuery): Promise<BackendAnswer> {
    if (password === '') return wrong('password-empty');
    if (login === '') return wrong('user-unknown');
    if (!this.#hasSecret) return unavailable('secret-missing');
    const { nasIdentifier, resendAfterMs, isMessageAuthenticatorOptional } = this.#config;
    const answer = await askRadius({
      servers: this.#order.inTurn(),
      login,
      password,
      nasIdentifier,
      deadlineMs,
      resendAfterMs,
      isMessageAuthenticatorOptional,
      signal,
      resolveHost: (host, signal) => hostLookup.resolveOne(host, signal),
    });
    if (answer.outcome !== 'unavailable') this.#order.hasAnswered(answer.server);
    return answerOf(answer);
  }
}

function answerOf(answer: RadiusAnswer): BackendAnswer {
  switch (answer.outcome) {
    case 'accepted':
      return right;
    case 'rejected':
      return wrong('refused');
    case 'challenged':
      return wrong('challenged');
    case 'unavailable':
      return unavailable(PROBLEMS[answer.problem]);
  }
}

/** `host`, `host:port`, `[address]:port` */
function serverOf(text: string, secret: Uint8Array): RadiusServer {
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: port === undefined ? DEFAULT_PORT : Number(port),
    secret,
  };
}

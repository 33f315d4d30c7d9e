import { randomBytes, randomInt } from 'node:crypto';
import { encodeRequest } from './authenticators.ts';
import { type RadiusServer, type ResolveHost, exchange, resolveBySystem } from './exchange.ts';
import { AUTHENTICATOR_BYTES, MAX_ATTRIBUTE_BYTES, RADIUS_ATTRIBUTE, RADIUS_CODE } from './packet.ts';
import { MAX_PASSWORD_BYTES, hideUserPassword } from './user-password.ts';

/** What came of a question. `silent`: nobody answered in time. */
export type RadiusAnswer =
  | { readonly outcome: 'accepted' | 'rejected' | 'challenged'; readonly server: RadiusServer }
  | {
      readonly outcome: 'unavailable';
      /** of the last server: nothing came; what came had a wrong authenticator; nobody listens there; its name is not known */
      readonly problem: 'silent' | 'forged' | 'refused' | 'unknown-host';
    };

export interface RadiusQuestion {
  /** asked one after the other; each has an equal share of the time that is left */
  readonly servers: readonly RadiusServer[];
  readonly login: string;
  readonly password: string;
  /** what this client is called, 1 to 253 bytes */
  readonly nasIdentifier: string;
  /** for all servers together */
  readonly deadlineMs: number;
  /** how long to wait before the same packet is sent again, 100 and more; doubles each time */
  readonly resendAfterMs: number;
  /** accept replies without Message-Authenticator: for servers that do not know it, on networks nobody else reaches (CVE-2024-3596) */
  readonly isMessageAuthenticatorOptional: boolean;
  /** ends it at once */
  readonly signal?: AbortSignal;
  /** finds the address of a server; as the system does when left out */
  readonly resolveHost?: ResolveHost;
}

/**
 * Asks RADIUS servers whether a password is right (PAP, RFC 2865). A challenge is an answer of its own: nobody is there to answer it.
 *
 * @returns never rejects for what a server does or does not do
 * Security: what PAP hides is as safe as the secret is long; a reply counts only when both its authenticators are right.
 */
export async function askRadius(question: RadiusQuestion): Promise<RadiusAnswer> {
  const { servers, deadlineMs, signal } = question;
  const endsAt = performance.now() + deadlineMs;
  let problem: 'silent' | 'forged' | 'refused' | 'unknown-host' = 'silent';
  for (const [index, server] of servers.entries()) {
    const leftMs = endsAt - performance.now();
    if (leftMs <= 0 || signal?.aborted === true) break;
    const deadline = AbortSignal.timeout(Math.max(1, Math.floor(leftMs / (servers.length - index))));
    const request = makeRequest(question, server);
    // What cannot be put into a request cannot be right.
    if (request === undefined) return { outcome: 'rejected', server };
    const { bytes, authenticator } = request;
    const reply = await exchange({
      server,
      bytes,
      authenticator,
      resendAfterMs: question.resendAfterMs,
      isMessageAuthenticatorOptional: question.isMessageAuthenticatorOptional,
      resolveHost: question.resolveHost ?? resolveBySystem,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    if (reply.packet !== undefined) return { outcome: outcomeOf(reply.packet.code), server };
    problem = reply.problem;
  }
  return { outcome: 'unavailable', problem };
}

/** `exchange` lets no other codes through. */
function outcomeOf(code: number): 'accepted' | 'rejected' | 'challenged' {
  if (code === RADIUS_CODE.accessAccept) return 'accepted';
  return code === RADIUS_CODE.accessChallenge ? 'challenged' : 'rejected';
}

function makeRequest({ login, password, nasIdentifier }: RadiusQuestion, { secret }: RadiusServer) {
  const name = Buffer.from(login);
  const plain = Buffer.from(password);
  // A NUL would end the password early where it arrives.
  const isPossible =
    name.length > 0 &&
    name.length <= MAX_ATTRIBUTE_BYTES &&
    plain.length > 0 &&
    plain.length <= MAX_PASSWORD_BYTES &&
    !plain.includes(0);
  if (!isPossible) return undefined;
  const authenticator = new Uint8Array(randomBytes(AUTHENTICATOR_BYTES));
  const attributes = [
    { type: RADIUS_ATTRIBUTE.userName, value: name },
    {
      type: RADIUS_ATTRIBUTE.userPassword,
      value: hideUserPassword({ password: plain, authenticator, secret }),
    },
    { type: RADIUS_ATTRIBUTE.nasIdentifier, value: Buffer.from(nasIdentifier) },
  ];
  const packet = { code: RADIUS_CODE.accessRequest, identifier: randomInt(256), authenticator, attributes };
  return { bytes: encodeRequest(packet, secret), authenticator };
}

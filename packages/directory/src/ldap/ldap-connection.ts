import { type Socket, connect as connectPlain, isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { BackendFault, faultOf } from '../backend-fault.ts';
import { hostLookup } from '../host-lookup.ts';
import { TAG, elementAt } from './ber.ts';
import {
  type LdapMessage,
  RESULT,
  decodeEntryName,
  decodeMessage,
  decodeResultCode,
  encodeBind,
  encodeSearch,
  encodeStartTls,
  encodeUnbind,
} from './messages.ts';

export interface LdapTarget {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'start-tls' | 'plain';
  /** PEM of accepted authorities; empty: the system's */
  readonly caPem: string;
}

/** All a server may send over one connection: we ask for names of two entries. */
const MAX_RECEIVED_BYTES = 1024 * 1024;

/**
 * A connection to a directory: one operation after the other, each answered by what belongs to it or not at all.
 *
 * @throws {BackendFault} from every method, with the reason; the connection is of no use afterwards
 */
export class LdapConnection {
  #socket: Socket;
  readonly #broken = Promise.withResolvers<never>();
  #received: Buffer = Buffer.alloc(0);
  #receivedBytes = 0;
  #onReceived = () => {};
  #isOpen = false;
  /** below the socket of StartTLS */
  #plain: Socket | undefined;
  #messageId = 0;

  private constructor(socket: Socket, signal: AbortSignal) {
    this.#socket = socket;
    this.#broken.promise.catch(() => undefined);
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#listen();
    if (signal.aborted) this.#onAbort();
  }

  /** Connects, TLS and all. @param signal ends it, and everything done over it, at once */
  static async open(target: LdapTarget, signal: AbortSignal): Promise<LdapConnection> {
    const { host, port, security } = target;
    const isTls = security === 'tls';
    const to = { host, port, lookup: hostLookup.lookup };
    const socket = isTls ? connectTls({ ...to, ...tlsOptions(target) }) : connectPlain(to);
    const connection = new LdapConnection(socket, signal);
    try {
      await connection.#until(isTls ? 'secureConnect' : 'connect');
      if (security === 'start-tls') await connection.#startTls(target);
      connection.#isOpen = true;
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** @returns the result code */
  async bind(name: string, password: string): Promise<number> {
    const id = this.#send((messageId) => encodeBind(messageId, name, password));
    return decodeResultCode((await this.#receive(id, TAG.bindResponse)).contents);
  }

  /** @returns result code and names of found entries, two at most; references to other servers are not followed */
  async search(search: {
    readonly base: string;
    readonly filter: Uint8Array;
    readonly timeLimitSeconds: number;
  }): Promise<{ readonly code: number; readonly names: readonly string[] }> {
    const names: string[] = [];
    const id = this.#send((messageId) => encodeSearch(messageId, { ...search, sizeLimit: 2 }));
    while (names.length < 2) {
      const answer = await this.#receive(id, TAG.searchEntry, TAG.searchReference, TAG.searchDone);
      if (answer.operation === TAG.searchDone) return { code: decodeResultCode(answer.contents), names };
      if (answer.operation === TAG.searchEntry) names.push(decodeEntryName(answer.contents));
    }
    // There may be more; nobody needs them, but the connection has to be clean for what comes next: there is nothing next.
    return { code: RESULT.sizeLimitExceeded, names };
  }

  /** Says goodbye when it can, and destroys the socket. */
  close(): void {
    this.#broken.reject(new BackendFault('connection-lost'));
    if (!this.#isOpen) return this.#destroy();
    this.#isOpen = false;
    this.#socket.write(encodeUnbind(this.#messageId + 1));
    this.#socket.destroySoon();
  }

  /**
   * What came before TLS is nobody's: bytes that follow the answer were put there by somebody in between, for us to take them for the
   * server's later on.
   */
  async #startTls(target: LdapTarget): Promise<void> {
    const id = this.#send(encodeStartTls);
    const { contents } = await this.#receive(id, TAG.extendedResponse);
    if (decodeResultCode(contents) !== RESULT.success) throw new BackendFault('start-tls-refused');
    if (this.#received.length > 0) throw new BackendFault('garbled');
    const plain = this.#socket;
    plain.off('data', this.#onBytes).off('error', this.#onError).off('close', this.#onClose);
    this.#plain = plain;
    this.#socket = connectTls({ socket: plain, host: target.host, ...tlsOptions(target) });
    this.#listen();
    await this.#until('secureConnect');
  }

  #listen(): void {
    this.#socket.on('data', this.#onBytes).on('error', this.#onError).on('close', this.#onClose);
  }

  readonly #onBytes = (bytes: Buffer) => {
    this.#receivedBytes += bytes.length;
    if (this.#receivedBytes > MAX_RECEIVED_BYTES) return this.#fail(new BackendFault('garbled'));
    this.#received = Buffer.concat([this.#received, bytes]);
    this.#onReceived();
  };
  readonly #onError = (error: Error) => this.#fail(faultOf(error));
  readonly #onClose = () => this.#fail(new BackendFault('connection-lost'));
  readonly #onAbort = () => this.#fail(new BackendFault('timed-out'));

  /** The first reason stands. */
  #fail(fault: BackendFault): void {
    this.#broken.reject(fault);
    this.#destroy();
  }

  #destroy(): void {
    this.#isOpen = false;
    this.#socket.destroy();
    this.#plain?.destroy();
  }

  async #until(event: 'connect' | 'secureConnect'): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.once(event, resolve);
    await Promise.race([promise, this.#broken.promise]);
  }

  #send(encode: (id: number) => Uint8Array): number {
    this.#messageId += 1;
    this.#socket.write(encode(this.#messageId));
    return this.#messageId;
  }

  /** The next message has to be one of these operations, and the answer to what was sent last. Id 0: the server says goodbye. */
  async #receive(id: number, ...operations: readonly number[]): Promise<LdapMessage> {
    const message = await this.#nextMessage();
    if (message.id === 0) throw new BackendFault('connection-lost');
    if (message.id !== id || !operations.includes(message.operation)) throw new BackendFault('garbled');
    return message;
  }

  async #nextMessage(): Promise<LdapMessage> {
    for (;;) {
      const message = this.#takeMessage();
      if (message !== undefined) return message;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onReceived = resolve;
      await Promise.race([promise, this.#broken.promise]);
    }
  }

  #takeMessage(): LdapMessage | undefined {
    const element = elementAt(this.#received, 0);
    if (element === undefined) return undefined;
    if (element.tag !== TAG.sequence || element.end > MAX_RECEIVED_BYTES) throw new BackendFault('garbled');
    if (element.end > this.#received.length) return undefined;
    const contents = this.#received.subarray(element.from, element.end);
    this.#received = this.#received.subarray(element.end);
    return decodeMessage(contents);
  }
}

function tlsOptions({ host, caPem }: LdapTarget): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    // An address has no name to ask for (RFC 6066 §3); the certificate is compared with `host` then.
    ...(isIP(host) === 0 && { servername: host }),
    ...(caPem !== '' && { ca: caPem }),
  };
}

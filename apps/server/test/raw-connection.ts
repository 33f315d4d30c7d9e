import { type Socket, connect } from 'node:net';

/** An HTTP answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `code` of the body; -1 when there is none */
  readonly code: number;
}

/** One HTTP/1.1 connection, kept alive: bytes go out exactly when the test says so. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #waiting: PromiseWithResolvers<RawAnswer>[] = [];
  #received: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed')));
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new RawConnection(socket));
      });
    });
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** The next answer; several may be awaited at once (pipelining). Rejects when the connection breaks before it. */
  next(): Promise<RawAnswer> {
    const waiting = Promise.withResolvers<RawAnswer>();
    this.#waiting.push(waiting);
    if (this.#socket.destroyed) this.#fail(new Error('the connection was closed'));
    return waiting.promise;
  }

  exchange(bytes: string | Buffer): Promise<RawAnswer> {
    const answer = this.next();
    this.write(bytes);
    return answer;
  }

  /** Cuts the connection, answer or no answer. */
  drop(): void {
    this.#socket.destroy();
  }

  #fail(error: Error): void {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (let answer = this.#take(); answer !== undefined; answer = this.#take())
      this.#waiting.shift()?.resolve(answer);
  }

  #take(): RawAnswer | undefined {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const [statusLine = '', ...lines] = this.#received.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
    );
    const length = Number(headers['content-length'] ?? '0');
    const start = end + 4;
    if (this.#received.length < start + length) return undefined;
    const body = this.#received.subarray(start, start + length).toString('utf8');
    this.#received = this.#received.subarray(start + length);
    return { status: Number(statusLine.split(' ')[1]), headers, body, code: codeOfBody(body) };
  }
}

function codeOfBody(body: string): number {
  try {
    return Number((JSON.parse(body) as { code?: number }).code ?? -1);
  } catch {
    return -1;
  }
}

/** A request as bytes. A `body` that is a text or bytes goes out as it is, anything else as JSON. */
export function requestBytes(request: {
  readonly path: string;
  readonly method?: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}): Buffer {
  const { path, method = 'POST', key, body, headers = {} } = request;
  const bytes = bodyBytes(body);
  const all: Record<string, string> = {
    host: '127.0.0.1',
    ...(key !== undefined && { authorization: `Bearer ${key}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(method !== 'GET' && { 'content-length': String(bytes.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), bytes]);
}

function bodyBytes(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

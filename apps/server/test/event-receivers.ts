import { createHmac, timingSafeEqual } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { type IncomingHttpHeaders, type ServerResponse, createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { TLSSocket, createServer as createTlsServer } from 'node:tls';
import type { DeliveredEvent } from '../src/events/delivered-event.ts';
import type { Ending } from './agent-world.ts';

/** Receivers as the world has them, over real sockets. */
export interface ServerCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface ReceivedPost {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly events: readonly DeliveredEvent[];
}

type Answer = (response: ServerResponse, post: ReceivedPost) => void;

export class WebhookReceiver {
  readonly posts: ReceivedPost[] = [];
  /** e.g. answers 500, or nothing at all */
  answer: Answer = (response) => void response.writeHead(204).end();
  #url = '';

  static async start(t: Ending, certificate?: ServerCertificate, port = 0): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    const handle: Parameters<typeof createHttpServer>[1] = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const { events } = JSON.parse(body) as { events: DeliveredEvent[] };
        const post = { headers: request.headers, body, events };
        receiver.posts.push(post);
        receiver.answer(response, post);
      });
    };
    const server =
      certificate === undefined ? createHttpServer({}, handle!) : createHttpsServer(certificate, handle!);
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    receiver.#url = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${await listen(server, port)}/hook`;
    return receiver;
  }

  get url(): string {
    return this.#url;
  }

  /** of the events, in the order they came in */
  get ids(): number[] {
    return this.posts.flatMap(({ events }) => events.map(({ id }) => id));
  }
}

/** As the documentation tells receivers to do it; written apart from the code that signs. */
export function isSignedBy(secret: string, { headers, body }: ReceivedPost): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  return String(headers['webhook-signature'])
    .split(' ')
    .some((signature) => {
      const [version, value = ''] = signature.split(',');
      const given = Buffer.from(value, 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
}

export class SyslogReceiver {
  readonly messages: string[] = [];
  /** what to do with a connection, before it is read */
  onConnection: (socket: Socket) => 'read' | 'leave' = () => 'read';
  port = 0;

  static async startUdp(t: Ending): Promise<SyslogReceiver> {
    const receiver = new SyslogReceiver();
    const socket = createSocket('udp4');
    socket.on('message', (message) => receiver.messages.push(message.toString()));
    t.after(() => void socket.close());
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    receiver.port = socket.address().port;
    return receiver;
  }

  static async startStream(t: Ending, certificate?: ServerCertificate): Promise<SyslogReceiver> {
    const receiver = new SyslogReceiver();
    const open = new Set<Socket>();
    const onConnection = (socket: Socket) => {
      open.add(socket);
      socket.on('error', () => undefined);
      if (receiver.onConnection(socket) === 'leave') return;
      let buffered: Buffer = Buffer.alloc(0);
      socket.on('data', (chunk) => (buffered = receiver.#takeFrames(Buffer.concat([buffered, chunk]))));
    };
    const server =
      certificate === undefined ? createServer(onConnection) : createTlsServer(certificate, onConnection);
    server.on('tlsClientError', () => undefined);
    t.after(() => {
      for (const socket of open) socket.destroy();
      server.close();
    });
    receiver.port = await listen(server);
    return receiver;
  }

  /** RFC 6587 §3.4.1: length, blank, message. */
  #takeFrames(buffered: Buffer): Buffer {
    for (let rest = buffered; ;) {
      const blank = rest.indexOf(' ');
      const length = Number(rest.subarray(0, Math.max(0, blank)).toString());
      // What is no frame, e.g. a TLS greeting where none is expected, is the end of it.
      if (Number.isNaN(length)) return Buffer.alloc(0);
      if (blank < 0 || rest.length < blank + 1 + length) return rest;
      this.messages.push(rest.subarray(blank + 1, blank + 1 + length).toString());
      rest = rest.subarray(blank + 1 + length);
    }
  }
}

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** of headers and body, as it came over the wire */
  readonly data: string;
  readonly isEncrypted: boolean;
  /** user name and password */
  readonly login: string | undefined;
}

interface MailServerOptions {
  readonly certificate?: ServerCertificate;
  /** TLS from the first byte */
  readonly isTls?: boolean;
  readonly password?: string;
}

/** A mail server that speaks just as much SMTP (RFC 5321, 3207, 4954) as a client needs. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  port = 0;
  /** answers to a command instead of what is usual, e.g. `451 4.7.1 Greylisted`; undefined: nothing at all */
  refuse: Record<string, string | undefined> = {};
  readonly #options: MailServerOptions;

  private constructor(options: MailServerOptions) {
    this.#options = options;
  }

  static async start(t: Ending, options: MailServerOptions = {}): Promise<MailServer> {
    const mail = new MailServer(options);
    const open = new Set<Socket>();
    const onConnection = (socket: Socket) => {
      open.add(socket);
      mail.#serve(socket, options.isTls === true);
      socket.write('220 mail.example.com ESMTP\r\n');
    };
    const server =
      options.isTls === true
        ? createTlsServer(options.certificate!, onConnection)
        : createServer(onConnection);
    server.on('tlsClientError', () => undefined);
    t.after(() => {
      for (const socket of open) socket.destroy();
      server.close();
    });
    mail.port = await listen(server);
    return mail;
  }

  #serve(socket: Socket, isEncrypted: boolean): void {
    const session = { from: '', to: [] as string[], login: undefined as string | undefined, isInData: false };
    let text = '';
    const answer = (line: string): void => void socket.write(`${line}\r\n`);
    const onData = (chunk: Buffer) => {
      text += chunk.toString();
      for (;;) {
        const end = session.isInData ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n');
        if (end < 0) return;
        const taken = text.slice(0, end);
        text = text.slice(end + (session.isInData ? 5 : 2));
        if (session.isInData) {
          session.isInData = false;
          this.mails.push({
            from: session.from,
            to: session.to,
            data: taken,
            isEncrypted,
            login: session.login,
          });
          answer('250 2.0.0 Taken');
        } else this.#command(taken, { socket, session, isEncrypted, onData, answer });
      }
    };
    socket.on('data', onData);
    socket.on('error', () => undefined);
  }

  // oxlint-disable-next-line complexity -- one line for each command of the protocol
  #command(line: string, on: CommandState): void {
    const { session, answer } = on;
    const verb = line.split(' ', 1)[0]!.toUpperCase();
    if (Object.hasOwn(this.refuse, verb)) {
      const refusal = this.refuse[verb];
      if (refusal !== undefined) answer(refusal);
      return;
    }
    if (verb === 'EHLO') return void on.socket.write(this.#extensions(on.isEncrypted));
    if (verb === 'STARTTLS') return this.#startTls(on);
    if (verb === 'AUTH') return answer(this.#logIn(line, session));
    if (verb === 'MAIL') session.from = /<(.*)>/.exec(line)![1]!;
    if (verb === 'RCPT') session.to.push(/<(.*)>/.exec(line)![1]!);
    if (verb === 'DATA') session.isInData = true;
    answer(verb === 'DATA' ? '354 Go on' : verb === 'QUIT' ? '221 2.0.0 Bye' : '250 2.1.0 Fine');
    if (verb === 'QUIT') on.socket.end();
  }

  #extensions(isEncrypted: boolean): string {
    const offered = [
      'mail.example.com',
      '8BITMIME',
      ...(this.#options.certificate !== undefined && !isEncrypted ? ['STARTTLS'] : []),
      ...(this.#options.password === undefined ? [] : ['AUTH PLAIN']),
    ];
    return offered.map((name, index) => `250${index === offered.length - 1 ? ' ' : '-'}${name}\r\n`).join('');
  }

  #startTls({ socket, onData, answer }: CommandState): void {
    answer('220 2.0.0 Go on');
    socket.off('data', onData);
    this.#serve(new TLSSocket(socket, { isServer: true, ...this.#options.certificate! }), true);
  }

  #logIn(line: string, session: { login: string | undefined }): string {
    const [, user, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
      .toString()
      .split('\0');
    if (password !== this.#options.password) return '535 5.7.8 No';
    session.login = `${user}:${password}`;
    return '235 2.7.0 Welcome';
  }
}

interface CommandState {
  readonly socket: Socket;
  readonly session: { from: string; to: string[]; login: string | undefined; isInData: boolean };
  readonly isEncrypted: boolean;
  readonly onData: (chunk: Buffer) => void;
  readonly answer: (line: string) => void;
}

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

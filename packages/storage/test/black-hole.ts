import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import type { TestContext } from 'node:test';

/** A way to a PostgreSQL server that can be made to swallow everything without a word, as a network that has lost its route does. */
export class BlackHole {
  /** the database, by this way */
  readonly url: string;
  readonly #pairs: (readonly [Socket, Socket])[] = [];
  readonly #lost = new Set<Socket>();
  #isOpen = false;
  #lastWords: string | undefined;

  private constructor(url: string) {
    this.url = url;
  }

  static async open(t: TestContext, databaseUrl: string): Promise<BlackHole> {
    const real = new URL(databaseUrl);
    const server = createServer((near) => {
      const far = connect(Number(real.port), real.hostname);
      hole.#join(near, far);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const through = new URL(databaseUrl);
    through.port = String((server.address() as AddressInfo).port);
    const hole = new BlackHole(through.href);
    t.after(() => {
      for (const pair of hole.#pairs) for (const socket of pair) socket.destroy();
      server.close();
    });
    return hole;
  }

  /** From now on nothing comes through, in neither direction, on any connection. */
  swallow(): void {
    this.#isOpen = true;
  }

  /** As `swallow`, from after the next bytes on that hold these words: the server hears them, and nobody hears the server. */
  swallowAfter(words: string): void {
    this.#lastWords = words;
  }

  /** New connections work again; those that have lost something never do. */
  end(): void {
    this.#isOpen = false;
    this.#lastWords = undefined;
    for (const socket of this.#lost) socket.removeAllListeners('data').resume();
  }

  #join(near: Socket, far: Socket): void {
    this.#pairs.push([near, far]);
    const lose = () => this.#lost.add(near).add(far);
    near.on('data', (bytes) => {
      if (this.#isOpen) return void lose();
      if (this.#lastWords !== undefined && bytes.includes(this.#lastWords)) {
        this.#isOpen = true;
        lose();
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (!this.#isOpen) near.write(bytes);
      else lose();
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('error', () => undefined);
      // Nor does the other side hear of the end.
      socket.on('close', () => {
        if (!this.#lost.has(socket)) other.destroy();
      });
    }
  }
}

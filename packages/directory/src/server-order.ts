/** Servers in turn, beginning with the one that answered last: one that is down costs its share of the time once, not every time. */
export class ServerOrder<T> {
  readonly #servers: readonly T[];
  #first = 0;

  constructor(servers: readonly T[]) {
    this.#servers = servers;
  }

  inTurn(): T[] {
    return [...this.#servers.slice(this.#first), ...this.#servers.slice(0, this.#first)];
  }

  hasAnswered(server: T): void {
    this.#first = Math.max(0, this.#servers.indexOf(server));
  }
}

import { randomInt } from 'node:crypto';

const INITIAL_SLOTS = 1 << 12;
const INITIAL_ARENA_BYTES = 1 << 16;

/**
 * Remembers every serial of a file and the line it stood at: exact, and about 40 bytes a serial (a `Map` of strings takes three
 * times that), so that a million tokens stay far below the import's memory budget. Open addressing over one array of bytes.
 */
export class SerialRegister {
  /** serial length (1 byte), line (4 bytes), serial (ASCII) */
  #arena = Buffer.alloc(INITIAL_ARENA_BYTES);
  #arenaEnd = 1;
  /** offsets into the arena, 0 = free */
  #slots = new Uint32Array(INITIAL_SLOTS);
  #count = 0;
  /** keeps a prepared file from piling its serials onto one slot */
  readonly #hashSeed = randomInt(0x7fffffff);

  /**
   * @param serial 1 to 255 ASCII characters
   * @param line where it stands
   * @returns the line where the same serial stood before, or undefined: it is remembered now
   */
  add(serial: string, line: number): number | undefined {
    if (this.#count * 2 >= this.#slots.length) this.#growSlots();
    const mask = this.#slots.length - 1;
    let slot = this.#hash(serial) & mask;
    for (let offset = this.#slots[slot] ?? 0; offset !== 0; offset = this.#slots[slot] ?? 0) {
      if (this.#equals(offset, serial)) return this.#arena.readUInt32LE(offset + 1);
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#append(serial, line);
    this.#count += 1;
    return undefined;
  }

  #hash(serial: string): number {
    let hash = this.#hashSeed;
    for (let i = 0; i < serial.length; i += 1) {
      hash = Math.imul(hash ^ serial.charCodeAt(i), 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #equals(offset: number, serial: string): boolean {
    if (this.#arena[offset] !== serial.length) return false;
    for (let i = 0; i < serial.length; i += 1) {
      if (this.#arena[offset + 5 + i] !== serial.charCodeAt(i)) return false;
    }
    return true;
  }

  #append(serial: string, line: number): number {
    const offset = this.#arenaEnd;
    const end = offset + 5 + serial.length;
    if (end > this.#arena.length) {
      const larger = Buffer.alloc(this.#arena.length * 2);
      this.#arena.copy(larger);
      this.#arena = larger;
    }
    this.#arena[offset] = serial.length;
    this.#arena.writeUInt32LE(line, offset + 1);
    this.#arena.write(serial, offset + 5, 'latin1');
    this.#arenaEnd = end;
    return offset;
  }

  #growSlots(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    const mask = this.#slots.length - 1;
    for (const offset of old) {
      if (offset === 0) continue;
      let slot = this.#hash(this.#serialAt(offset)) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = offset;
    }
  }

  #serialAt(offset: number): string {
    return this.#arena.toString('latin1', offset + 5, offset + 5 + (this.#arena[offset] ?? 0));
  }
}

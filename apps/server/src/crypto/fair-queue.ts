/** Where something that waits comes from. */
export interface Origin {
  /** e.g. an application */
  readonly group: string;
  /** within the group, e.g. the address of a person */
  readonly source: string;
}

interface Group<T> {
  readonly name: string;
  /** in the order of their turns */
  readonly sources: Map<string, T[]>;
  size: number;
}

/**
 * A line of limited length in which nobody stands in another's way: groups take turns, and so do the sources of a group. While there is
 * room, one source may have all of it; when there is none, whoever has most waiting gives up its latest for one that has fewer.
 */
export class FairQueue<T> {
  readonly #maxSize: number;
  /** in the order of their turns */
  readonly #groups = new Map<string, Group<T>>();
  #size = 0;

  /** @param maxSize how many may wait */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns what has no room any longer: what was given, or something of somebody who has more; undefined: there is room */
  push(item: T, origin: Origin): T | undefined {
    this.#add(item, origin);
    return this.#size > this.#maxSize ? this.#dropFromLongest(origin) : undefined;
  }

  /** Takes out whose turn it is. */
  shift(): T | undefined {
    const group = firstOf(this.#groups);
    if (group === undefined) return undefined;
    const [source, items] = group.sources.entries().next().value!;
    const item = items.shift();
    // To the end of both lines.
    group.sources.delete(source);
    if (items.length > 0) group.sources.set(source, items);
    this.#groups.delete(group.name);
    this.#groups.set(group.name, group);
    this.#noteOneLess(group);
    return item;
  }

  #add(item: T, { group: name, source }: Origin): void {
    const group = this.#groups.get(name) ?? { name, sources: new Map<string, T[]>(), size: 0 };
    this.#groups.set(name, group);
    const items = group.sources.get(source);
    if (items === undefined) group.sources.set(source, [item]);
    else items.push(item);
    group.size += 1;
    this.#size += 1;
  }

  /** Where several have equally many, it is who came last. */
  #dropFromLongest({ group: name, source: own }: Origin): T | undefined {
    const newcomer = this.#groups.get(name)!;
    const group = longest(this.#groups.values(), ({ size }) => size, newcomer);
    const last = group === newcomer ? group.sources.get(own)! : undefined;
    const items = longest(group.sources.values(), ({ length }) => length, last);
    const item = items.pop();
    if (items.length === 0)
      for (const [source, list] of group.sources) if (list === items) group.sources.delete(source);
    this.#noteOneLess(group);
    return item;
  }

  #noteOneLess(group: Group<T>): void {
    group.size -= 1;
    this.#size -= 1;
    if (group.size === 0) this.#groups.delete(group.name);
  }
}

function firstOf<V>(map: ReadonlyMap<string, V>): V | undefined {
  return map.values().next().value;
}

/** The last of the longest. @param preferred taken where none is longer */
function longest<V>(all: Iterable<V>, lengthOf: (one: V) => number, preferred: V | undefined): V {
  let found = preferred;
  for (const one of all) {
    const more = found === undefined ? 1 : lengthOf(one) - lengthOf(found);
    if (more > 0 || (more === 0 && found !== preferred)) found = one;
  }
  return found!;
}

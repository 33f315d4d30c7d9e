/** One element with all below it; names without their namespace prefixes. */
export interface XmlElement {
  readonly name: string;
  /** 1-based line of its start tag */
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** all text directly in it */
  text: string;
  readonly children: XmlElement[];
}

/** Follows a path of names downwards, the first match at each step. */
export function findElement(
  element: XmlElement | undefined,
  ...path: readonly string[]
): XmlElement | undefined {
  let found = element;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

/** Trimmed text of the element at a path; undefined when there is none, or it is empty. */
export function findText(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  const text = findElement(element, ...path)?.text.trim();
  return text === '' ? undefined : text;
}

/** An attribute under one of its names (PSKC drafts spell them differently), trimmed; undefined when absent or empty. */
export function findAttribute(
  element: XmlElement | undefined,
  ...names: readonly string[]
): string | undefined {
  for (const name of names) {
    const value = element?.attributes[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

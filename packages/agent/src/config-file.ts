import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** What an application needs to reach the authentication servers: the content of `agent.acf`. */
export interface AgentConfig {
  /** format of the file; this release knows 1 */
  readonly version: 1;
  /** the agent's identifier, 1 to 128 characters */
  readonly agentId: string;
  /** the agent's key, 1 to 512 visible ASCII characters. A secret */
  readonly key: string;
  /** 1 to 16 base addresses, `http:` or `https:`, in the order in which they are tried */
  readonly servers: readonly string[];
  /** certificates (PEM) to trust instead of the system's, for servers with a private CA */
  readonly caPem?: string;
  /** how long one server may take for one complete answer, 100 to 120000 ms */
  readonly timeoutMs: number;
}

/** The configuration cannot be used. The message says which field and why, and never holds the key. */
export class AgentConfigError extends Error {
  override readonly name = 'AgentConfigError';
}

const MAX_FILE_BYTES = 65_536;
const MAX_SERVERS = 16;
const KNOWN_FIELDS = ['version', 'agentId', 'key', 'servers', 'caPem', 'timeoutMs'];

/** A checked configuration, and what an operator should hear about it. */
export interface CheckedConfig {
  readonly config: AgentConfig;
  readonly warnings: readonly string[];
}

/**
 * Reads an `agent.acf` file: JSON in UTF-8; a byte order mark is accepted.
 *
 * @returns the content, for {@link checkAgentConfig}: nothing but JSON is checked here
 * @throws {AgentConfigError} when the file is absent, unreadable, larger than 64 KB or not JSON
 */
export async function readAgentConfig(path: string): Promise<AgentConfig> {
  const text = await readSmallFile(path);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as AgentConfig;
  } catch {
    // The parser's own message quotes the text, and the text holds the key.
    throw new AgentConfigError(`Cannot use "${path}": it is not JSON`);
  }
}

async function readSmallFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) {
      throw new AgentConfigError(`Cannot use "${path}": larger than ${MAX_FILE_BYTES} bytes`);
    }
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (cause) {
    if (cause instanceof AgentConfigError) throw cause;
    throw new AgentConfigError(`Cannot read "${path}": ${explainReadFailure(cause)}`, { cause });
  }
}

function explainReadFailure(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown failure';
  const known: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'this process has no permission to read it',
    EISDIR: 'it is a directory',
    ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
  };
  return known[code] ?? code;
}

/**
 * Checks a configuration field by field.
 *
 * @param source what to call it in a message, such as the path of the file
 * @throws {AgentConfigError} at the first field that breaks a rule of {@link AgentConfig}
 */
export function checkAgentConfig(content: unknown, source: string): CheckedConfig {
  const refuse = (why: string): never => {
    throw new AgentConfigError(`Cannot use "${source}": ${why}`);
  };
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return refuse('it is not a JSON object');
  }
  const { version, agentId, key, servers, caPem, timeoutMs } = content as Record<string, unknown>;
  if (version !== 1) return refuse(explainVersion(version));
  const addresses = checkServers(servers, refuse);
  const config: AgentConfig = {
    version,
    agentId: isText(agentId, /^[^\p{Cc}]{1,128}$/u)
      ? agentId
      : refuse('"agentId" is not 1 to 128 characters'),
    key: isText(key, /^[\x21-\x7e]{1,512}$/)
      ? key
      : refuse('"key" is not 1 to 512 visible ASCII characters without blanks'),
    servers: addresses,
    timeoutMs: isTimeoutMs(timeoutMs)
      ? timeoutMs
      : refuse('"timeoutMs" is not a whole number from 100 to 120000'),
    ...(caPem === undefined ? {} : { caPem: checkCaPem(caPem, refuse) }),
  };
  return { config, warnings: [...warnOfFields(content, source), ...warnOfClearText(addresses)] };
}

type Refuse = (why: string) => never;

function explainVersion(version: unknown): string {
  return typeof version === 'number'
    ? `"version" is ${version}, and this release of @lingpai/agent knows 1: update it`
    : '"version" is missing or not a number';
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isTimeoutMs(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 100 && (value as number) <= 120_000;
}

function checkServers(servers: unknown, refuse: Refuse): string[] {
  if (!Array.isArray(servers) || servers.length === 0 || servers.length > MAX_SERVERS) {
    return refuse(`"servers" is not a list of 1 to ${MAX_SERVERS} addresses`);
  }
  const checked = servers.map((address: unknown, at) =>
    checkServer(address, (why) => refuse(`"servers[${at}]" ${why}`)),
  );
  return [...new Set(checked)];
}

function checkServer(address: unknown, refuse: Refuse): string {
  if (typeof address !== 'string' || !URL.canParse(address))
    return refuse('is not an address such as "https://otp.example:8443"');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('is neither http: nor https:');
  // Refused without quoting: a password may stand there.
  if (url.username !== '' || url.password !== '')
    return refuse('holds a user name or password, which is not supported');
  if (url.search !== '' || url.hash !== '') return refuse('has a query or fragment');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function checkCaPem(caPem: unknown, refuse: Refuse): string {
  const blocks =
    typeof caPem === 'string'
      ? caPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)
      : null;
  if (blocks === null) return refuse('"caPem" holds no PEM certificate');
  for (const block of blocks) {
    try {
      void new X509Certificate(block);
    } catch {
      return refuse('"caPem" holds a certificate that cannot be read');
    }
  }
  return blocks.join('\n');
}

function warnOfFields(content: object, source: string): string[] {
  const unknown = Object.keys(content).filter((field) => !KNOWN_FIELDS.includes(field));
  return unknown.length === 0
    ? []
    : [`"${source}" has fields this release does not know: ${unknown.join(', ')}`];
}

function warnOfClearText(servers: readonly string[]): string[] {
  return servers
    .filter((address) => address.startsWith('http:') && !isLoopback(new URL(address).hostname))
    .map(
      (address) =>
        `${address} is reached without TLS: passwords and the agent's key cross the network readable`,
    );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

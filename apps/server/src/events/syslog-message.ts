import type { AuditEvent } from '@lingpai/contract';

/** Numbers of RFC 5424 §6.2.1. A refusal is worth a look (warning); everything else is information. */
const SEVERITY = { refused: 4, succeeded: 6 } as const;
/** Of what people typed, so much goes into one message: a datagram takes them all. */
const MAX_VALUE_CHARACTERS = 256;
const MAX_HOSTNAME_CHARACTERS = 255;
const MAX_MSGID_CHARACTERS = 32;
/** RFC 5612: the enterprise number for examples; we have none of our own. */
const SD_ID = 'lingpai@32473';
const NOTHING = '-';

/**
 * An audit event as a syslog message. Users' names are typed by anybody who can reach an application: no character of them can end a value,
 * a line or a message.
 *
 * @param facility 0 to 23
 * @see RFC 5424 §6
 */
export function syslogMessage(event: AuditEvent, facility: number): string {
  const priority = facility * 8 + (event.succeeded ? SEVERITY.succeeded : SEVERITY.refused);
  const header = [
    `<${priority}>1`,
    new Date(event.at).toISOString(),
    headerField(event.node, MAX_HOSTNAME_CHARACTERS),
    'lingpai',
    NOTHING,
    headerField(event.action, MAX_MSGID_CHARACTERS),
  ].join(' ');
  // MSG is UTF-8, which the byte order mark says (§6.4).
  return `${header} ${structuredData(event)} \uFEFF${sentence(event)}`;
}

function structuredData(event: AuditEvent): string {
  const values: [name: string, value: string][] = [
    ['id', String(event.id)],
    ['node', event.node],
    ['action', event.action],
    ['actorKind', event.actorKind],
    ['actor', event.actor],
    ['succeeded', String(event.succeeded)],
    ['resultCode', event.resultCode === null ? '' : String(event.resultCode)],
    ['reason', event.reason],
    ['user', event.userLogin],
    ['serial', event.serial],
    ['source', event.source],
  ];
  const shown = values.filter(([, value]) => value !== '');
  return `[${SD_ID} ${shown.map(([name, value]) => `${name}="${paramValue(value)}"`).join(' ')}]`;
}

/** For people, and for receivers that do not look into structured data. */
function sentence({ action, succeeded, reason, userLogin, serial, source }: AuditEvent): string {
  return [
    action,
    succeeded ? 'succeeded' : `refused (${oneLine(reason)})`,
    ...(userLogin === '' ? [] : [`user="${paramValue(userLogin)}"`]),
    ...(serial === '' ? [] : [`serial="${paramValue(serial)}"`]),
    ...(source === '' ? [] : [`source="${paramValue(source)}"`]),
  ].join(' ');
}

/** §6.3.3: quote, backslash and bracket are escaped. */
function paramValue(value: string): string {
  return oneLine(value).replace(/["\\\]]/g, '\\$&');
}

/**
 * Control characters as `#` and their number in octal, as rsyslog writes them: receivers that split at line ends see one line. So with what
 * turns the direction of text around: a name cannot pretend to be another one.
 */
function oneLine(value: string): string {
  // Half of a pair that was cut in two becomes U+FFFD when it is encoded.
  const short = value.slice(0, MAX_VALUE_CHARACTERS);
  return short.replace(
    /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `#${character.codePointAt(0)!.toString(8).padStart(3, '0')}`,
  );
}

/** PRINTUSASCII without blanks, §6. */
function headerField(value: string, maxCharacters: number): string {
  const printable = value.replace(/[^\x21-\x7E]/g, '?').slice(0, maxCharacters);
  return printable === '' ? NOTHING : printable;
}

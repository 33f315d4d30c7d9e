import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RestartableServer, findProgram, startChild, startRestartable } from './child-server.ts';
import { makeCertificate } from './certificate.ts';
import { freePort } from './server-process.ts';

/** An OpenLDAP server with a few people in it. */
export interface TestSlapd extends RestartableServer {
  /** ldap://127.0.0.1:port; does StartTLS */
  readonly url: string;
  /** ldaps://127.0.0.1:port */
  readonly tlsUrl: string;
  /** the authority its certificate is from */
  readonly caPem: string;
  readonly base: string;
  readonly rootName: string;
  readonly rootPassword: string;
}

export interface TestPerson {
  readonly login: string;
  readonly password: string;
  /** below the base; `people` when left out */
  readonly unit?: string;
}

const BASE = 'dc=example,dc=com';
const ROOT_NAME = `cn=admin,${BASE}`;
const ROOT_PASSWORD = 'root-Secret-1';

/**
 * Starts OpenLDAP on loopback, with certificates of its own. It needs nobody's configuration.
 *
 * @param people uid={login},ou={unit},dc=example,dc=com
 * @param extra lines of slapd.conf before the database
 * @throws when slapd is not on this machine
 */
export async function startSlapd(
  people: readonly TestPerson[],
  extra: readonly string[] = [],
): Promise<TestSlapd> {
  const program = findProgram('slapd', 'slapd');
  const directory = mkdtempSync(join(tmpdir(), 'lingpai-slapd-'));
  const config = join(directory, 'slapd.conf');
  const { caFile, certificateFile, keyFile } = makeCertificate(directory);
  mkdirSync(join(directory, 'data'));
  writeFileSync(config, configOf(directory, { caFile, certificateFile, keyFile, extra }));
  writeFileSync(join(directory, 'people.ldif'), ldifOf(people));
  execFileSync(program, ['-T', 'add', '-q', '-f', config, '-l', join(directory, 'people.ldif')], {
    stdio: 'pipe',
  });
  const [port, tlsPort] = [await freePort(), await freePort()];
  const url = `ldap://127.0.0.1:${port}`;
  const tlsUrl = `ldaps://127.0.0.1:${tlsPort}`;
  const start = () =>
    startChild(program, ['-d', '0', '-h', `${url} ${tlsUrl}`, '-f', config], () => listens(port));
  return {
    ...(await startRestartable(start, directory)),
    url,
    tlsUrl,
    caPem: readFileSync(caFile, 'utf8'),
    base: BASE,
    rootName: ROOT_NAME,
    rootPassword: ROOT_PASSWORD,
  };
}

function configOf(
  directory: string,
  files: { caFile: string; certificateFile: string; keyFile: string; extra: readonly string[] },
): string {
  return [
    ...['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`),
    `pidfile ${directory}/slapd.pid`,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `TLSCACertificateFile ${files.caFile}`,
    `TLSCertificateFile ${files.certificateFile}`,
    `TLSCertificateKeyFile ${files.keyFile}`,
    ...files.extra,
    'database mdb',
    'maxsize 10485760',
    `suffix "${BASE}"`,
    `rootdn "${ROOT_NAME}"`,
    `rootpw ${ROOT_PASSWORD}`,
    `directory ${directory}/data`,
    'access to attrs=userPassword by anonymous auth by * none',
    'access to * by anonymous auth by * read',
    '',
  ].join('\n');
}

function ldifOf(people: readonly TestPerson[]): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const escaped = (value: string) =>
    value.replace(/[ "#+,;<=>\\]/g, (c) => `\\${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  const units = [...new Set(people.map(({ unit = 'people' }) => unit))];
  return [
    `dn: ${BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n`,
    ...units.map((unit) => `dn: ou=${unit},${BASE}\nobjectClass: organizationalUnit\nou: ${unit}\n`),
    ...people.map(
      ({ login, password, unit = 'people' }) =>
        `dn:: ${base64(`uid=${escaped(login)},ou=${unit},${BASE}`)}\nobjectClass: inetOrgPerson\n` +
        `uid:: ${base64(login)}\ncn:: ${base64(login)}\nsn: Test\nuserPassword:: ${base64(password)}\n`,
    ),
  ].join('\n');
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

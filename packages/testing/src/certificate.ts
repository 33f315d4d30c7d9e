import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './child-server.ts';

/** Files of a certificate for 127.0.0.1 and localhost, and of the authority it is from. */
export interface TestCertificate {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/**
 * Makes a certificate by openssl.
 *
 * @param names subjectAltName of another one, e.g. `DNS:elsewhere.example`
 */
export function makeCertificate(directory: string, names = 'IP:127.0.0.1,DNS:localhost'): TestCertificate {
  const openssl = findProgram('openssl', 'openssl');
  const file = (name: string) => join(directory, name);
  const run = (...args: string[]) => execFileSync(openssl, args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const ca = ['-keyout', file('ca.key'), '-out', file('ca.pem'), '-subj', '/CN=Test authority'];
  run('req', '-x509', ...newKey, ...ca, '-days', '2', '-addext', 'basicConstraints=critical,CA:TRUE');
  run(
    'req',
    ...newKey,
    '-keyout',
    file('server.key'),
    '-out',
    file('server.csr'),
    '-subj',
    '/CN=Test server',
  );
  writeFileSync(file('server.ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth\n`);
  const from = [
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-extfile',
    file('server.ext'),
  ];
  run('x509', '-req', '-in', file('server.csr'), ...from, '-days', '2', '-out', file('server.pem'));
  return { caFile: file('ca.pem'), certificateFile: file('server.pem'), keyFile: file('server.key') };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority, makeServerCertificate } from './x509.ts';

/** Files of a server's certificate, and of the authority it is from. */
export interface TestCertificate {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Makes a certificate, and puts it into files. */
export function makeCertificate(
  directory: string,
  names: readonly string[] = ['127.0.0.1', 'localhost'],
): TestCertificate {
  const authority = makeAuthority('Test authority');
  const certificate = makeServerCertificate(names, authority);
  const write = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    caFile: write('ca.pem', authority.pem),
    certificateFile: write('server.pem', certificate.pem),
    keyFile: write('server.key', certificate.keyPem),
  };
}

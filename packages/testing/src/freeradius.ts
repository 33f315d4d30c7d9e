import { createSocket } from 'node:dgram';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RestartableServer, findProgram, startChild, startRestartable } from './child-server.ts';
import { freePort } from './server-process.ts';

/** A FreeRADIUS server with a few people in it. */
export interface TestFreeradius extends RestartableServer {
  /** 127.0.0.1:port */
  readonly server: string;
  readonly port: number;
  readonly secret: string;
}

const SECRET = 'a-shared-Secret-1';

/**
 * Starts FreeRADIUS on loopback, with a configuration of its own: PAP against a file of users.
 *
 * @param people password by login; `challenge` as password: the server answers with Access-Challenge
 * @param how.isOld replies have no Message-Authenticator, as before CVE-2024-3596
 * @throws when FreeRADIUS is not on this machine
 */
export async function startFreeradius(
  people: Readonly<Record<string, string>>,
  how: { readonly isOld?: boolean } = {},
): Promise<TestFreeradius> {
  const program = findProgram('freeradius', 'freeradius');
  const directory = mkdtempSync(join(tmpdir(), 'lingpai-radius-'));
  const port = await freePort();
  const users = Object.entries(people).map(([login, password]) => userLine(login, password));
  writeFileSync(join(directory, 'dictionary'), '$INCLUDE /usr/share/freeradius/dictionary\n');
  writeFileSync(join(directory, 'users'), `${users.join('\n')}\n`);
  writeFileSync(join(directory, 'radiusd.conf'), configOf(directory, port, how.isOld === true));
  const start = () => startChild(program, ['-f', '-l', 'stdout', '-d', directory], () => isTaken(port));
  return {
    ...(await startRestartable(start, directory)),
    server: `127.0.0.1:${port}`,
    port,
    secret: SECRET,
  };
}

function userLine(login: string, password: string): string {
  if (password !== 'challenge') return `"${login}" Cleartext-Password := "${password}"`;
  return `"${login}" Auth-Type := Accept, Response-Packet-Type := Access-Challenge\n\tReply-Message = "next code"`;
}

function configOf(directory: string, port: number, isOld: boolean): string {
  return `
prefix = /usr
name = radiusd
raddbdir = ${directory}
logdir = ${directory}
run_dir = ${directory}
libdir = /usr/lib/freeradius
security {
  reject_delay = 0
  allow_vulnerable_openssl = yes
}
thread pool {
  start_servers = 2
  max_servers = 4
}
modules {
  pap {
  }
  files {
    filename = ${directory}/users
  }
}
client loopback {
  ipaddr = 127.0.0.1
  secret = ${SECRET}
  require_message_authenticator = yes
}
${serverOf(port, isOld ? '' : 'update reply {\n Message-Authenticator = 0x00\n }')}
`;
}

/** @param sign what is done to each reply */
function serverOf(port: number, sign: string): string {
  return `
server default {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  authorize {
    files
    pap
  }
  authenticate {
    pap
  }
  post-auth {
    ${sign}
    Post-Auth-Type REJECT {
      ${sign}
    }
    Post-Auth-Type Challenge {
      ${sign}
    }
  }
}`;
}

/** A UDP server says nothing of itself: it is there when nobody else can be. */
function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(true));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(false)));
  });
}

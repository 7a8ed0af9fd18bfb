import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSIONS = '/usr/lib/postgresql';

/** A folder with `initdb` and `postgres`, or why there is none. */
export type PostgresPrograms =
  { bin: string; missing?: undefined } | { bin?: undefined; missing: string };

/** Debian's package `postgresql`, installed where that is possible and it is missing. Skip by `missing`. */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const found = findPrograms();
  if (found) return { bin: found };
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return { missing: 'Postgres is not installed, and only root can install it.' };
  }
  try {
    const install = 'apt-get update -qq && apt-get install -y -qq postgresql';
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Two test files may ask at once.
    await run('flock', [join(tmpdir(), 'retrograph-apt.lock'), 'sh', '-c', install], { env });
  } catch (error) {
    return {
      missing: `Postgres cannot be installed here: ${(error as Error).message.split('\n')[0]}`,
    };
  }
  const bin = findPrograms();
  return bin ? { bin } : { missing: 'The package postgresql has no initdb.' };
}

function findPrograms(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  return readdirSync(VERSIONS)
    .map((version) => join(VERSIONS, version, 'bin'))
    .findLast((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

export interface PostgresServer {
  /** Of a database; made when it is new. The user may do everything. */
  database: (name: string) => Promise<string>;
  stop: () => Promise<void>;
}

/** A server of the test's own, in a temporary folder, on a free port of 127.0.0.1; the password is `secret`. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'retrograph-postgres-'));
  // Postgres refuses to run as root.
  const who = process.getuid?.() === 0 ? await nobody() : {};
  if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const password = ['sh', '-c', 'exec 3<<EOF\nsecret\nEOF\nexec "$0" "$@" --pwfile=/dev/fd/3'];
  const [shell = '', ...script] = password;
  const init = ['-D', data, '-U', 'studio', '-A', 'scram-sha-256', '--no-sync', '-E', 'UTF8'];
  await run(shell, [...script, join(bin, 'initdb'), ...init], { ...who, cwd: folder });
  const options = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder,
    '-c',
    'listen_addresses=127.0.0.1',
  ];
  const server = spawn(join(bin, 'postgres'), [...options, '-F'], {
    ...who,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server);
  const url = (name: string) => `postgres://studio:secret@127.0.0.1:${port}/${name}`;
  return {
    database: async (name) => {
      const { Client } = await import('pg');
      const client = new Client(url('postgres'));
      await client.connect();
      const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (known.rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return url(name);
    },
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function nobody(): Promise<{ uid?: number; gid?: number }> {
  const id = async (flag: string) => Number((await run('id', [flag, 'nobody'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    if (!server.stderr) throw new Error('Postgres has no stderr.');
    createInterface({ input: server.stderr }).on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`Postgres did not start:\n${said.join('\n')}`)));
  });
}

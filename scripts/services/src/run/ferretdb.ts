import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PINS } from '../provision/cache.js';
import { DATA_INSIDE, insideRoot } from './chroot.js';
import { KeptProcess } from './kept-process.js';
import { answersHello } from './mongo-hello.js';
import { exchange, untilReady } from './ready.js';

/** Where one FerretDB's programs and data are. */
export interface FerretdbPlace {
  readonly program: string;
  readonly root: string;
  readonly template: string;
  /** The run's own directory; its data directory is copied from the template at the first start. */
  readonly directory: string;
  readonly port: number;
  readonly durable: boolean;
}

/** PostgreSQL's start-up packet that asks for TLS; any server answers it with one byte before anything else. */
const SSL_REQUEST = Uint8Array.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Starts PostgreSQL on a socket file of its own, then FerretDB in front of it on a loopback port. */
export async function startFerretdb(place: FerretdbPlace, processes: KeptProcess[]): Promise<void> {
  const { directory, port } = place;
  const data = join(directory, 'data');
  // Preserves the owner: PostgreSQL runs as a user of the system root.
  if (!existsSync(data)) await promisify(execFile)('cp', ['-a', '--reflink=auto', place.template, data]);
  const command = [`/usr/lib/postgresql/${PINS.postgres}/bin/postgres`, '-D', DATA_INSIDE];
  if (!place.durable) command.push('-c', 'fsync=off', '-c', 'full_page_writes=off');
  const postgres = await KeptProcess.start({
    ...insideRoot(place.root, 'postgres', data, command),
    cwd: directory,
    log: join(directory, 'postgres.log'),
    // Immediate: the data is thrown away or, on a restart, recovered from the log.
    stopSignal: 'SIGQUIT',
    removeDirectory: directory,
  });
  processes.push(postgres);
  await untilReady('postgres', postgres, async () => {
    if (!existsSync(join(data, '.s.PGSQL.5432'))) return false;
    return (await exchange(join(data, '.s.PGSQL.5432'), SSL_REQUEST)) !== undefined;
  });
  const ferretdb = await KeptProcess.start({
    program: place.program,
    args: [
      `--listen-addr=127.0.0.1:${port}`,
      `--postgresql-url=postgres://postgres@/postgres?host=${encodeURIComponent(data)}&pool_max_conns=60`,
      `--state-dir=${directory}`,
      '--no-auth',
      '--telemetry=disable',
      '--debug-addr=-',
      '--log-level=WARN',
    ],
    cwd: directory,
    log: join(directory, 'ferretdb.log'),
    removeDirectory: directory,
  });
  processes.push(ferretdb);
  await untilReady('ferretdb', ferretdb, () => answersHello(port));
}

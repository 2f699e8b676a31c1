import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startFerretdb } from './ferretdb.js';
import { freePort } from './free-port.js';
import { KeptProcess } from './kept-process.js';
import { findMongo, missingServer } from './locate.js';
import { answersHello } from './mongo-hello.js';
import { type PrivateServer, startPrivateServer, temporaryDirectory } from './private-server.js';
import { untilReady } from './ready.js';

/** How a MongoDB-wire server is started. */
export interface MongoOptions {
  /** Default: a free one. */
  readonly port?: number;
  /**
   * Whether writes are flushed to the disk before they are acknowledged, as in production. Default false: what was
   * acknowledged survives the end of the server's processes, not the loss of the machine; tests need no more.
   */
  readonly durable?: boolean;
}

/** A MongoDB-wire server of one's own. */
export interface PrivateMongo extends PrivateServer {
  /** Which server it is: tests of what only one of them has ask here. */
  readonly kind: 'mongod' | 'ferretdb';
}

/**
 * Starts a MongoDB-wire server (see `findMongo` for which) on the loopback interface and waits until it answers.
 * @throws Error when there is none to start, or it does not start
 */
export async function startMongo(options: MongoOptions = {}): Promise<PrivateMongo> {
  const program = findMongo();
  if (program === undefined) throw new Error(missingServer('mongo'));
  const port = options.port ?? (await freePort());
  const directory = temporaryDirectory('mongo');
  const durable = options.durable ?? false;
  const server = await startPrivateServer({
    url: `mongodb://127.0.0.1:${port}/`,
    port,
    directory,
    launch: (processes) =>
      program.kind === 'ferretdb'
        ? startFerretdb({ ...program, directory, port, durable }, processes)
        : startMongod(program.program, directory, port, processes),
  });
  return Object.assign(server, { kind: program.kind });
}

async function startMongod(program: string, directory: string, port: number, processes: KeptProcess[]): Promise<void> {
  const data = join(directory, 'data');
  mkdirSync(data, { recursive: true });
  const server = await KeptProcess.start({
    program,
    args: ['--dbpath', data, '--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
    cwd: directory,
    log: join(directory, 'server.log'),
    removeDirectory: directory,
  });
  processes.push(server);
  await untilReady('mongod', server, () => answersHello(port));
}

import { join } from 'node:path';
import { connect } from 'node:tls';
import { freePort } from './free-port.js';
import { KeptProcess } from './kept-process.js';
import { findSecantusdb, missingServer } from './locate.js';
import { answersHello } from './mongo-hello.js';
import { type PrivateServer, startPrivateServer, temporaryDirectory } from './private-server.js';
import { untilReady } from './ready.js';

/** How a SecantusDB is started. */
export interface SecantusdbOptions {
  /** Where its data lies. Default: a temporary directory, deleted by `stop()`. A given one is kept. */
  readonly dir?: string;
  /** Whether it asks for a user and a password; one has to be made before, by a start without. Default false. */
  readonly auth?: boolean;
  /** Files of a certificate and its key: then it speaks TLS alone. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/**
 * Starts a SecantusDB on the loopback interface and waits until it answers: a replica set of one, with change streams.
 * @throws Error when none is provisioned, or it does not start
 */
export async function startSecantusdb(options: SecantusdbOptions = {}): Promise<PrivateServer> {
  const program = findSecantusdb();
  if (program === undefined) throw new Error(missingServer('secantusdb'));
  const { auth = false, tls } = options;
  const port = await freePort();
  const directory = options.dir ?? temporaryDirectory('secantusdb');
  return startPrivateServer({
    url: `mongodb://127.0.0.1:${port}/`,
    port,
    directory,
    keepDirectory: options.dir !== undefined,
    launch: async (processes) => {
      const server = await KeptProcess.start({
        program,
        args: [
          ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', join(directory, 'data')],
          // What was acknowledged survives the end of its process, as with the other servers.
          ...['--cache-size', '64M', '--log-level', 'WARNING', '--sync-on-commit'],
          ...(auth ? ['--auth'] : []),
          ...(tls === undefined ? [] : ['--tls-cert-file', tls.cert, '--tls-key-file', tls.key]),
        ],
        cwd: directory,
        log: join(directory, 'server.log'),
        ...(options.dir === undefined && { removeDirectory: directory }),
      });
      processes.push(server);
      await untilReady('secantusdb', server, () => (tls === undefined ? answersHello(port) : answersTls(port)));
    },
  });
}

/** Whether somebody on this loopback port completes a TLS handshake; by which certificate is the tests' matter. */
async function answersTls(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.once('secureConnect', () => finish(true));
    socket.once('error', () => finish(false));
  });
}

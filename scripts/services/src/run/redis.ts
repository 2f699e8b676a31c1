import { join } from 'node:path';
import { freePort } from './free-port.js';
import { KeptProcess } from './kept-process.js';
import { findRedis, missingServer } from './locate.js';
import { type PrivateServer, startPrivateServer, temporaryDirectory } from './private-server.js';
import { exchange, untilReady } from './ready.js';

/** How a Redis server is started. */
export interface RedisOptions {
  /** Append-only file, written through at every command: what was acknowledged survives SIGKILL. Default false. */
  readonly appendonly?: boolean;
  /** Where its data lies. Default: a temporary directory, deleted by `stop()`. A given one is kept. */
  readonly dir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** More `redis.conf` directives, for example `{ 'maxmemory-policy': 'allkeys-lru' }`. */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * Starts a Redis server on the loopback interface and waits until it answers.
 * @throws Error when no Redis is installed, or it does not start
 */
export async function startRedis(options: RedisOptions = {}): Promise<PrivateServer> {
  const program = findRedis();
  if (program === undefined) throw new Error(missingServer('redis'));
  const port = options.port ?? (await freePort());
  const directory = options.dir ?? temporaryDirectory('redis');
  const config = {
    bind: '127.0.0.1',
    port: String(port),
    dir: directory,
    save: '',
    appendonly: options.appendonly === true ? 'yes' : 'no',
    appendfsync: 'always',
    ...options.config,
  };
  return startPrivateServer({
    url: `redis://127.0.0.1:${port}`,
    port,
    directory,
    keepDirectory: options.dir !== undefined,
    launch: async (processes) => {
      const server = await KeptProcess.start({
        program,
        args: Object.entries(config).flatMap(([name, value]) => [`--${name}`, value]),
        cwd: directory,
        log: join(directory, 'server.log'),
        ...(options.dir === undefined && { removeDirectory: directory }),
      });
      processes.push(server);
      await untilReady('redis-server', server, async () => {
        const answer = (await exchange(port, 'INFO server\r\n'))?.toString() ?? '';
        // The id tells this server from another one that may have taken the port in between.
        return answer.includes(`process_id:${server.pid}\r`);
      });
    },
  });
}

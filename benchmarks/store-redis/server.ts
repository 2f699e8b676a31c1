import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** The server that everything of one run is measured on. */
export interface BenchServer {
  readonly url: string;
  readonly version: string;
  /** An idle connection for looking at the server. */
  readonly admin: Redis;
  stop(): Promise<void>;
}

/** `REDIS_URL`, which has to be empty, or a server of its own: append-only file, written through every second. */
export async function startServer(): Promise<BenchServer> {
  const given = process.env['REDIS_URL'];
  const own = given === undefined || given === '' ? await spawnServer() : undefined;
  const url = own?.url ?? given ?? '';
  const admin = new Redis(url, { maxRetriesPerRequest: 50, retryStrategy: () => 50 });
  // The server of this run takes a moment to listen.
  admin.on('error', () => {});
  const info = await admin.info('server');
  return {
    url,
    admin,
    version: /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
    stop: async () => {
      admin.disconnect();
      await own?.stop();
    },
  };
}

async function spawnServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'windrow-bench-'));
  const options = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    directory,
    '--save',
    '',
    '--appendonly',
    'yes',
  ];
  const server = spawn('redis-server', options, { stdio: 'ignore' });
  await once(server, 'spawn');
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 6_379;
}

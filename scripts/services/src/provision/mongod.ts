import { chmodSync, copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachePaths, PINS } from './cache.js';
import { runCommand } from './command.js';
import type { Step } from './step.js';

const DOWNLOADS = 'https://fastdl.mongodb.org';

/**
 * MongoDB itself, through mongodb-memory-server's downloader. The downloader is installed into the cache, and only
 * where its download host answers: the repository does not depend on it.
 */
export function mongodStep(): Step {
  return {
    name: 'mongod',
    directory: cachePaths().mongod,
    about: 'downloading it by mongodb-memory-server (under a minute)',
    build: async (directory, context) => {
      const log = join(directory, 'provision.log');
      writeFileSync(join(directory, 'package.json'), '{ "private": true, "type": "module" }\n');
      const packageName = `mongodb-memory-server-core@${PINS.mongodbMemoryServer}`;
      const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', packageName];
      await runCommand({ program: 'npm', args: install, cwd: directory, log, attempts: 2 }, context);
      const fetchIt = [
        "import { MongoBinary } from 'mongodb-memory-server-core';",
        `console.log(await MongoBinary.getPath({ downloadDir: '${directory}', checkMD5: true }));`,
      ].join('\n');
      const file = join(directory, 'fetch.mjs');
      writeFileSync(file, fetchIt);
      const env = { MONGOMS_DOWNLOAD_MIRROR: downloadHost(), MONGOMS_PREFER_GLOBAL_PATH: 'false' };
      await runCommand({ program: process.execPath, args: [file], cwd: directory, log, env, attempts: 2 }, context);
      const found = readdirSync(directory).find((name) => name.startsWith('mongod-'));
      if (found === undefined) throw new Error(`the download left no mongod in ${directory}`);
      copyFileSync(join(directory, found), join(directory, 'mongod'));
      chmodSync(join(directory, 'mongod'), 0o755);
      // Shows that this machine has the libraries it needs.
      await runCommand({ program: join(directory, 'mongod'), args: ['--version'], log, timeoutMs: 10_000 }, context);
    },
  };
}

function downloadHost(): string {
  return process.env['MONGOMS_DOWNLOAD_MIRROR'] ?? DOWNLOADS;
}

/** Why MongoDB cannot be downloaded here, or undefined when its host answers within `timeoutMs`. */
export async function whyNoDownload(timeoutMs = 5000): Promise<string | undefined> {
  if (process.env['MONGOMS_RUNTIME_DOWNLOAD'] === 'false') return 'MONGOMS_RUNTIME_DOWNLOAD is false';
  try {
    await fetch(downloadHost(), { method: 'HEAD', signal: AbortSignal.timeout(timeoutMs) });
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `${downloadHost()} does not answer (${cause instanceof Error ? cause.message : String(cause)})`;
  }
}

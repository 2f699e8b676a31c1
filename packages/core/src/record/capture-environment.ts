import { readFileSync } from 'node:fs';
import { arch, availableParallelism, hostname, platform, totalmem } from 'node:os';
import { codeVersion } from '../manage/code-version.js';
import type { JsonObject } from '../task/definition.js';

/**
 * What a recorder keeps of code and machine: git commit and whether files differ from it, versions, host. No environment variables
 * and no command line, which may hold secrets.
 */
export async function captureEnvironment(directory?: string): Promise<JsonObject> {
  const version = await codeVersion(directory);
  const commit = version?.split('-')[0];
  return {
    ...(version === undefined || commit === undefined
      ? {}
      : { codeVersion: version, commit, ...(version.endsWith('-unchecked') ? {} : { dirty: version !== commit }) }),
    versions: { node: process.versions.node, windrow: ownVersion() },
    host: hostname(),
    platform: `${platform()}-${arch()}`,
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
  };
}

let known: string | undefined;

/** Sources and build lie equally deep below the package. */
function ownVersion(): string {
  known ??= (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
    .version;
  return known;
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWNER_FILE } from '../run/private-server.js';
import { cacheDirectory } from './cache.js';
import { clearDirectory } from './step.js';

/**
 * Deletes what servers left behind whose test run is gone: their temporary directories. The servers themselves end with
 * the run that started them. With `--cache` the provisioned servers go too.
 */
for (const name of readdirSync(tmpdir())) {
  const directory = join(tmpdir(), name);
  if (!/^windrow-(redis|mongo|secantusdb|mlflow)-/.test(name) || ownerLives(directory)) continue;
  clearDirectory(directory);
  console.log(`deleted ${directory}`);
}
if (process.argv.includes('--cache')) {
  clearDirectory(cacheDirectory());
  console.log(`deleted ${cacheDirectory()}`);
}

function ownerLives(directory: string): boolean {
  const file = join(directory, OWNER_FILE);
  if (!existsSync(file)) return false;
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

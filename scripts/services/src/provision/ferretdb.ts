import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cachePaths, PINS } from './cache.js';
import { runCommand } from './command.js';
import { onPath } from './on-path.js';
import type { Step } from './step.js';

/** FerretDB, which speaks MongoDB's protocol in front of PostgreSQL, built by Go from its released module. */
export function ferretdbStep(): Step {
  return {
    name: `ferretdb ${PINS.ferretdb}`,
    directory: cachePaths().ferretdb,
    about: 'building it with Go (about 2 minutes)',
    build: async (directory, context) => {
      const go = findGo();
      if (go === undefined) throw new Error('building FerretDB needs Go 1.24 or later on PATH');
      const module = `github.com/FerretDB/FerretDB/v2/cmd/ferretdb@v${PINS.ferretdb}`;
      const env = { GOFLAGS: '-mod=mod', GOBIN: directory };
      const log = join(directory, 'provision.log');
      await runCommand({ program: go, args: ['install', module], env, cwd: directory, log, attempts: 3 }, context);
      rmSync(join(directory, 'go.mod'), { force: true });
    },
  };
}

/** The Go tool, on PATH or where its installer puts it. */
export function findGo(): string | undefined {
  return onPath('go', ['/usr/local/go/bin', '/usr/lib/go/bin']);
}

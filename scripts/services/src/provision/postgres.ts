import { appendFileSync, chownSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { insideRoot, userOfRoot } from '../run/chroot.js';
import { cachePaths, PINS } from './cache.js';
import { type CommandContext, runCommand } from './command.js';
import { aptInstall, aptSettings, debianMirror } from './debian.js';
import { onPath } from './on-path.js';
import type { Step } from './step.js';

const PROGRAMS = `/usr/lib/postgresql/${PINS.postgres}/bin`;

/**
 * PostgreSQL with the DocumentDB extension, in a system root of Debian testing: the extension is packaged there and
 * needs a newer C library than Debian 12 has. Beside the root lies `template`, a data directory with the extension
 * made, stopped cleanly: each run copies it, so no run can spoil another's data.
 */
export function postgresStep(): Step {
  return {
    name: `postgres ${PINS.postgres} + documentdb`,
    directory: cachePaths().postgres,
    about: `Debian ${PINS.debianSuite} in a directory, then its packages (1 to 3 minutes, 1 GB)`,
    build,
  };
}

async function build(directory: string, context: CommandContext): Promise<void> {
  const root = join(directory, 'root');
  const log = join(directory, 'provision.log');
  const mirror = debianMirror();
  if (mirror === undefined) throw new Error('this machine has no Debian mirror in its apt sources');
  if (/\s/.test(root)) throw new Error(`debootstrap takes no path with spaces: set WINDROW_SERVICES_DIR (now ${root})`);
  if (onPath('debootstrap', ['/usr/sbin']) === undefined) await aptInstall(['debootstrap'], log, context);

  context.say('unpacking a minimal Debian');
  // From an empty directory each time, and in a mount namespace of its own: what debootstrap mounts ends with it.
  const script =
    'rm -rf --one-file-system "$1" && shift && exec unshare --mount --propagation private debootstrap "$@"';
  const bootstrap = ['--variant=minbase', PINS.debianSuite, root, mirror, '/usr/share/debootstrap/scripts/sid'];
  await runCommand({ program: 'bash', args: ['-c', script, 'bash', root, ...bootstrap], log, attempts: 3 }, context);
  for (const file of aptSettings()) copyFileSync(file, join(root, 'etc/apt/apt.conf.d', basename(file)));
  writeFileSync(join(root, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  mkdirSync(join(root, 'etc/postgresql-common'), { recursive: true });
  writeFileSync(join(root, 'etc/postgresql-common/createcluster.conf'), 'create_main_cluster = false\n');
  mkdirSync(join(root, 'data'), { recursive: true });

  context.say('installing PostgreSQL and the extension');
  const template = join(directory, 'template');
  mkdirSync(template, { mode: 0o700 });
  const install = `apt-get install -y -q --no-install-recommends postgresql-${PINS.postgres}-documentdb`;
  const inside = [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'sh',
    '-c',
    `${install} || { apt-get update -q && ${install}; }`,
  ];
  await runCommand({ ...insideRoot(root, 'root', template, inside), log, attempts: 3 }, context);

  context.say('making the data directory that every run copies');
  const { uid, gid } = userOfRoot(root, 'postgres');
  chownSync(template, uid, gid);
  const init = [`${PROGRAMS}/initdb`, '-D', '/data', '-A', 'trust', '--locale=C.UTF-8', '-E', 'UTF8'];
  await runCommand({ ...insideRoot(root, 'postgres', template, init), log }, context);
  appendFileSync(join(template, 'postgresql.conf'), CONFIGURATION);
  await runCommand({ ...insideRoot(root, 'postgres', template, ['sh', '-c', CREATE_EXTENSIONS]), log }, context);
}

/**
 * Everything talks through the socket file, the extension and its job scheduler too. `extended_rum` has to be the index method before any index exists; a busy autovacuum keeps claims fast.
 */
const CONFIGURATION = `
listen_addresses = ''
unix_socket_directories = '/data'
dynamic_shared_memory_type = mmap
shared_preload_libraries = 'pg_cron, pg_documentdb_core, pg_documentdb, pg_documentdb_extended_rum'
documentdb.alternate_index_handler_name = 'extended_rum'
documentdb.localhost_connection_string = 'host=/data'
cron.database_name = 'postgres'
cron.host = '/data'
documentdb_rum.enable_support_dead_index_items = on
autovacuum_naptime = 5s
autovacuum_vacuum_cost_delay = 0
max_connections = 200
jit = off
`;

const CREATE_EXTENSIONS = `set -e
${PROGRAMS}/pg_ctl -D /data -w -l /data/server.log start 3>&-
${PROGRAMS}/psql -v ON_ERROR_STOP=1 -h /data -qc 'SET client_min_messages = warning;
  CREATE EXTENSION IF NOT EXISTS documentdb CASCADE; CREATE EXTENSION IF NOT EXISTS documentdb_extended_rum CASCADE' postgres
${PROGRAMS}/pg_ctl -D /data -w -m fast stop
rm -f /data/server.log`;

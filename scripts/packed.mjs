// Packed packages of this workspace, installed outside of it, as those who use them have them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const manifests = new Map(
  readdirSync(join(root, 'packages')).map((name) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
    return [manifest.name, manifest];
  }),
);

/** A new folder outside the workspace. */
export function temporaryFolder(name) {
  return realpathSync(mkdtempSync(join(tmpdir(), name)));
}

/** Runs a command; throws when it fails, unless it may (`undefined` then). `silent` answers its output. */
export function run(cwd, program, args, { silent = false, mayFail = false } = {}) {
  const { status, stdout } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', silent ? 'pipe' : 'inherit', silent && mayFail ? 'ignore' : 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
  if (status === 0) return stdout;
  if (mayFail) return undefined;
  throw new Error(`${program} ${args.join(' ')} ended with ${status}.`);
}

/** Builds a package and those it needs, and packs them into the folder. Answers `file:` specifiers by name. */
export function packInto(folder, name) {
  run(root, 'npx', ['turbo', 'run', 'build', `--filter=${name}`, '--output-logs=errors-only']);
  const packed = run(
    root,
    'npm',
    ['pack', '--json', '--pack-destination', folder, ...[...closure(name)].flatMap((each) => ['--workspace', each])],
    { silent: true },
  );
  return Object.fromEntries(JSON.parse(packed).map(({ name, filename }) => [name, `file:./${filename}`]));
}

/** Installs what a folder's package.json names: from npm's cache, and only where that lacks something from the registry. */
export function install(folder) {
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  if (run(folder, 'npm', [...args, '--offline'], { silent: true, mayFail: true }) !== undefined) return;
  console.warn("npm's cache lacks something: asking the registry.");
  run(folder, 'npm', [...args, '--prefer-offline']);
}

/** The packages that a package needs, itself included, by name. */
function closure(name, found = new Set()) {
  const manifest = manifests.get(name);
  if (manifest === undefined || found.has(name)) return found;
  found.add(name);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) closure(dependency, found);
  return found;
}

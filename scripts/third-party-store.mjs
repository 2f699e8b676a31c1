// Shows that people outside this workspace can test a store: packs the packages, installs them into a copy of
// examples/third-party-store in a temporary folder, and runs its type check and the whole suite there.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'windrow-third-party-')));

/** Runs a command, and ends this script with it when it fails. */
function run(cwd, program, args, { silent = false, mayFail = false } = {}) {
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

/** The packages that a package needs, itself included, by name. */
function closure(name, found = new Set()) {
  const manifest = manifests.get(name);
  if (manifest === undefined || found.has(name)) return found;
  found.add(name);
  for (const dependency of Object.keys(manifest.dependencies ?? {})) closure(dependency, found);
  return found;
}

const manifests = new Map(
  readdirSync(join(root, 'packages')).map((name) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
    return [manifest.name, manifest];
  }),
);
const needed = [...closure('@windrow/testkit')];

try {
  run(root, 'npx', ['turbo', 'run', 'build', '--filter=@windrow/testkit', '--output-logs=errors-only']);
  const packed = run(
    root,
    'npm',
    ['pack', '--json', '--pack-destination', folder, ...needed.flatMap((name) => ['--workspace', name])],
    { silent: true },
  );
  const tarballs = Object.fromEntries(JSON.parse(packed).map(({ name, filename }) => [name, `file:./${filename}`]));
  cpSync(join(root, 'examples/third-party-store'), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const name of Object.keys(manifest[kind])) manifest[kind][name] = tarballs[name] ?? manifest[kind][name];
  }
  // What the tarballs need of each other is not in any registry either.
  manifest.overrides = tarballs;
  for (const name of needed) manifest.devDependencies[name] ??= tarballs[name];
  for (const name of Object.keys(manifest.dependencies)) delete manifest.devDependencies[name];
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const install = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  // What `npm ci` of this workspace fetched is in npm's cache; only where it is not, the registry is asked.
  if (run(folder, 'npm', [...install, '--offline'], { silent: true, mayFail: true }) === undefined) {
    console.warn("npm's cache lacks something: asking the registry.");
    run(folder, 'npm', [...install, '--prefer-offline']);
  }
  run(folder, 'npm', ['run', '--silent', 'typecheck']);
  run(folder, 'npm', ['run', '--silent', 'test']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

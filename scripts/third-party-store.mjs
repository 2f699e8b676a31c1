// Shows that people outside this workspace can test a store: packs the packages, installs them into a copy of
// examples/third-party-store in a temporary folder, and runs its type check and the whole suite there.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, packInto, run, temporaryFolder } from './packed.mjs';

const folder = temporaryFolder('windrow-third-party-');
try {
  const tarballs = packInto(folder, '@windrow/testkit');
  cpSync(fileURLToPath(new URL('../examples/third-party-store', import.meta.url)), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'devDependencies']) {
    for (const name of Object.keys(manifest[kind])) manifest[kind][name] = tarballs[name] ?? manifest[kind][name];
  }
  // What the tarballs need of each other is not in any registry either.
  manifest.overrides = tarballs;
  for (const name of Object.keys(tarballs)) manifest.devDependencies[name] ??= tarballs[name];
  for (const name of Object.keys(manifest.dependencies)) delete manifest.devDependencies[name];
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  install(folder);
  run(folder, 'npm', ['run', '--silent', 'typecheck']);
  run(folder, 'npm', ['run', '--silent', 'test']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

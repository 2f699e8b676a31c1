// Shows what a newcomer meets: `windrow init` makes a project outside this workspace, the packed packages are installed into it, and its
// workflow runs and gives what it should. Also that nothing is overwritten, and what the exit codes are.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, packInto, temporaryFolder } from './packed.mjs';

const command = fileURLToPath(new URL('../packages/windrow/dist/cli/main.js', import.meta.url));
const folder = temporaryFolder('windrow-init-');
const read = (file) => readFileSync(join(folder, file), 'utf8');

/** A command in the project, in a pipe. */
function call(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_UPDATE_NOTIFIER: '1', WINDROW_STORE: undefined },
  });
  return { status, stdout, stderr };
}
const windrow = (...args) => call('npx', '--no-install', 'windrow', ...args);

try {
  const tarballs = packInto(folder, 'windrow');
  assert.equal(call('node', command, 'init', '.', '--yes').status, 0);

  writeFileSync(join(folder, 'workflow.yaml'), `${read('workflow.yaml')}# mine\n`);
  const again = call('node', command, 'init', '.', '--yes');
  assert.equal(again.status, 1);
  assert.match(again.stderr, /would overwrite: .*package\.json.*workflow\.yaml.*Nothing was written/);
  assert.match(read('workflow.yaml'), /# mine\n$/);

  const manifest = JSON.parse(read('package.json'));
  const { version } = JSON.parse(readFileSync(new URL('../packages/windrow/package.json', import.meta.url), 'utf8'));
  assert.deepEqual(manifest.dependencies, { windrow: `^${version}` });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, dependencies: tarballs, overrides: tarballs }, undefined, 2),
  );
  install(folder);

  const dry = windrow('run', 'workflow.yaml', '--dry-run');
  assert.equal(dry.status, 0, dry.stderr);
  assert.match(dry.stdout, /^21 tasks for pool demand/);

  const first = windrow('run', 'workflow.yaml', '--json');
  assert.equal(first.status, 0, first.stderr);
  const { tasks, reused, scores } = JSON.parse(first.stdout);
  assert.deepEqual([tasks, reused], [21, 0]);
  const r2 = scores.map(({ step, key, metrics }) => [step, ...key, Number(metrics.R2.toFixed(3))]);
  assert.deepEqual(r2, [
    ['rolling', 'RidgeModel', 0.01, 0.962],
    ['rolling', 'RidgeModel', 1, 0.897],
    ['rolling', 'SeasonalMean', 'none', 0.922],
    ['average', 0.948],
  ]);
  assert.match(read('out/forecast.csv'), /^datetime,instrument,score\n2023-07-01,east,/);
  // The line that editors look at leads to the schema.
  const [, schema] = /\$schema=(\S+)/.exec(read('workflow.yaml'));
  assert.equal(JSON.parse(read(schema)).title, 'Windrow workflow');

  assert.equal(JSON.parse(windrow('run', 'workflow.yaml', '--json').stdout).reused, 21);
  assert.match(windrow('pool', 'list').stdout, /^demand .* 21 /m);
  assert.equal(windrow('run', 'nope.yaml').status, 2);

  rmSync(join(folder, 'workflow.yaml'));
  for (const file of ['package.json', 'README.md', '.gitignore', 'windrow.config.ts', 'src', 'data'])
    rmSync(join(folder, file), { recursive: true });
  assert.equal(call('node', command, 'init', '.', '--template', 'task', '--yes').status, 0);
  const one = windrow('run', 'workflow.yaml', '--json', '--experiment', 'one');
  assert.equal(one.status, 0, one.stderr);
  assert.equal(JSON.parse(one.stdout).tasks, 1);
  console.log('windrow init: the project runs, and gives what it should.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

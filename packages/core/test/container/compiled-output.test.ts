import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'inversify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as core from '../../src/index.js';
// @ts-expect-error plain JavaScript, so that Node runs it over the compiled output too
import { containerScenarios } from './scenarios.mjs';

const run = promisify(execFile);
const packages = fileURLToPath(new URL('../../..', import.meta.url));
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/** The types are checked elsewhere; here only the JavaScript counts. */
const FLAGS = ['--noCheck', '--declaration', 'false', '--declarationMap', 'false', '--isolatedDeclarations', 'false'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'windrow-compiled-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The package as it is published: its package.json and what the compiler makes of its sources. */
async function install(name: string): Promise<void> {
  const place = join(folder, 'node_modules', '@windrow', name);
  await mkdir(place, { recursive: true });
  await cp(join(packages, name, 'package.json'), join(place, 'package.json'));
  const project = join(packages, name, 'tsconfig.build.json');
  await run(process.execPath, [tsc, '-p', project, '--outDir', join(place, 'dist'), ...FLAGS]);
}

it('the container does the same under the compiled output as under the sources', async () => {
  await Promise.all(['frame', 'core'].map(install));
  // What the two depend on, as installed here.
  const installed = join(packages, '..', 'node_modules');
  for (const name of ['frame', 'core']) {
    const manifest = createRequire(import.meta.url)(join(packages, name, 'package.json')) as { dependencies?: object };
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      if (!dependency.startsWith('@'))
        await symlink(join(installed, dependency), join(folder, 'node_modules', dependency)).catch(() => {});
    }
  }
  await cp(fileURLToPath(new URL('scenarios.mjs', import.meta.url)), join(folder, 'scenarios.mjs'));
  await writeFile(
    join(folder, 'main.mjs'),
    `import * as core from '@windrow/core';
     import { inject } from 'inversify';
     import { containerScenarios } from './scenarios.mjs';
     console.log(JSON.stringify(await containerScenarios(core, inject)));`,
  );
  const { stdout } = await run(process.execPath, [join(folder, 'main.mjs')], { cwd: folder });
  const underSources: unknown = await containerScenarios(core, inject);
  expect(JSON.parse(stdout)).toEqual(underSources);
  expect(underSources).toEqual({
    override: 'fake',
    duplicate: expect.stringMatching(/^DUPLICATE_PLUGIN: Two different plugins are named "store"\./),
    missing: expect.stringMatching(/^MISSING_BINDING: Nothing provides core\/TaskStore\. Add sqliteStore\(\)/),
    missingBelow: expect.stringMatching(/^MISSING_BINDING: Nothing provides core\/Clock\./),
    injected: 7,
    disposed: ['second after first', 'first'],
  });
}, 120_000);

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inCi } from './in-ci.js';
import { isIntegrationTest, serversNeeded } from './needs.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'windrow-needs-'));
  mkdirSync(join(root, 'src/deep'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('starts what the sources of a project name when an integration test is selected', () => {
  writeFileSync(join(root, 'src/deep/store.int.test.ts'), "const url = inject('mongoUrl');");
  writeFileSync(join(root, 'src/fixture.ts'), 'export const server = await startRedis();');
  expect(serversNeeded(root, [join(root, 'src/deep/store.int.test.ts')])).toEqual({
    shared: ['mongo'],
    own: ['redis'],
  });
});

it('starts nothing for unit tests, whatever stands beside them', () => {
  writeFileSync(join(root, 'src/store.int.test.ts'), "const url = inject('mlflowUrl');");
  expect(serversNeeded(root, [join(root, 'src/codec.test.ts')])).toEqual({ shared: [], own: [] });
});

it('starts nothing for an integration test that names no server', () => {
  writeFileSync(join(root, 'src/files.int.test.ts'), 'const mongoUrls = [];');
  expect(serversNeeded(root, [join(root, 'src/files.int.test.ts')])).toEqual({ shared: [], own: [] });
});

it.each([
  ['a.int.test.ts', true],
  ['a.test.ts', false],
  ['print.test.ts', false],
])('%s is an integration test: %s', (file, is) => {
  expect(isIntegrationTest(join('/repo', file))).toBe(is);
});

it.each([
  [{ CI: 'true' }, true],
  [{ CI: 'false' }, false],
  [{ CI: '' }, false],
  [{}, false],
])('%j is a run that decides: %s', (env, is) => {
  expect(inCi(env)).toBe(is);
});

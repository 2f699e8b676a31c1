import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../count-tests.mjs', import.meta.url));
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'windrow-count-'));
  for (const name of ['times', 'failures']) writeFileSync(join(directory, name), '');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(name: string, status: string, tests: readonly string[], message = ''): object {
  const assertionResults = tests.map((result, index) => ({ status: result, fullName: `test ${index}` }));
  return { name: join(process.cwd(), name), status, message, assertionResults, startTime: 1000, endTime: 3500 };
}

/** Runs the script on a report; what it printed, and the lists it added to. */
function count(testResults: readonly object[] | undefined, exitCode: number) {
  if (testResults !== undefined) writeFileSync(join(directory, 'report.json'), JSON.stringify({ testResults }));
  const args = [
    join(directory, 'report.json'),
    String(exitCode),
    join(directory, 'times'),
    join(directory, 'failures'),
  ];
  const printed = execFileSync(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const list = (name: string): string[] => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1);
  return { printed: printed.toString().trim(), times: list('times'), failures: list('failures') };
}

it('counts tests, names those that failed, and adds up the time of each project', () => {
  const one = file('packages/core/src/a.test.ts', 'failed', ['passed', 'failed', 'skipped']);
  const other = file('packages/core/src/b.test.ts', 'passed', ['passed']);
  expect(count([one, other], 1)).toEqual({
    printed: '2 1',
    times: ['  tests of packages/core\t5.0\t120'],
    failures: ['packages/core/src/a.test.ts: test 1'],
  });
});

it('counts a file that did not load as a failure', () => {
  const broken = file('packages/core/src/a.test.ts', 'failed', [], 'Cannot find module\n    at line 1');
  expect(count([broken], 1)).toMatchObject({
    printed: '0 1',
    failures: ['packages/core/src/a.test.ts: Cannot find module'],
  });
});

it.each([
  ['no report was written', undefined, 1],
  ['the report is empty', [], 0],
])('counts a failure when %s', (_, report, exitCode) => {
  expect(count(report, exitCode)).toMatchObject({ printed: '0 1', failures: ['tests: none ran'] });
});

it('counts a failure when every test passed but the run itself failed', () => {
  const fine = file('packages/core/src/a.test.ts', 'passed', ['passed']);
  const { printed, failures } = count([fine], 1);
  expect(printed).toBe('1 1');
  expect(failures[0]).toContain('the run ended with code 1');
});

// usage: count-tests.mjs REPORT EXIT_CODE TIMES FAILURES
// Reads vitest's JSON report. Prints "PASSED FAILED"; adds each project's time to TIMES and each failure to FAILURES.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

const [report = '', exitCode = '1', times = '', failures = ''] = process.argv.slice(2);
const PROJECT_BUDGET_S = 120;
const fail = (what) => appendFileSync(failures, `${what}\n`);

const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];
let passed = 0;
let failed = 0;
let skipped = 0;
const seconds = new Map();
for (const file of files) {
  const name = relative(process.cwd(), file.name);
  const project = name.split(sep).slice(0, 2).join('/');
  seconds.set(project, (seconds.get(project) ?? 0) + Math.max(0, file.endTime - file.startTime) / 1000);
  let failedHere = 0;
  for (const test of file.assertionResults) {
    if (test.status === 'passed') passed++;
    else if (test.status === 'failed') {
      failedHere++;
      fail(`${name}: ${test.fullName}`);
    } else skipped++;
  }
  if (file.status === 'failed' && failedHere === 0) {
    // It did not even load, or a hook around its tests threw.
    failedHere = 1;
    fail(`${name}: ${(file.message ?? '').split('\n')[0]}`);
  }
  failed += failedHere;
}
for (const [project, time] of [...seconds].sort()) {
  appendFileSync(times, `  tests of ${project}\t${time.toFixed(1)}\t${PROJECT_BUDGET_S}\n`);
}
if (passed + failed === 0) {
  failed++;
  fail('tests: none ran');
} else if (exitCode !== '0' && failed === 0) {
  failed++;
  fail(`tests: every test passed, but the run ended with code ${exitCode}: an unhandled error, or the time bound`);
}
if (skipped > 0) console.error(`${skipped} tests were skipped`);
console.log(`${passed} ${failed}`);

import { expect, test } from 'vitest';
import { inAnotherProcess } from './in-another-process.js';

test('a million tasks are made one at a time, in a heap that could not hold a tenth of them', {
  timeout: 120_000,
}, async () => {
  const { count, peakMiB } = (await inAnotherProcess(new URL('./million-tasks.script.ts', import.meta.url), {
    nodeFlags: ['--max-old-space-size=64', '--max-semi-space-size=4'],
  })) as { count: number; peakMiB: number };
  expect(count).toBeGreaterThan(1_000_000);
  expect(peakMiB).toBeLessThan(64);
});

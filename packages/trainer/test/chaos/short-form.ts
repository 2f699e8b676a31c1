import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { chosenSeed } from './random.js';
import { type ChaosProgram, runChaos } from './run-chaos.js';
import type { ChaosStoreKind } from './store/open-place.js';

/**
 * The chaos as it runs with the tests: some hundred tasks, each harm a few times. What was violated fails the test, with the seed, the
 * workers' lines about each task, and the tasks as they are stored.
 */
export async function expectToSurvive(store: ChaosStoreKind, program: ChaosProgram): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'windrow-chaos-'));
  const seed = chosenSeed();
  try {
    const report = await runChaos(
      {
        store,
        directory,
        tasks: 250,
        kills: 4,
        workers: 3,
        concurrency: 4,
        taskMs: 20,
        leaseMs: 1_000,
        seed,
        longestMs: 120_000,
      },
      program,
    );
    const told = `${JSON.stringify({ ...report, violations: undefined })}\nthe same again with CHAOS_SEED=${seed}`;
    console.log(`chaos ${told}`);
    expect(report.violations, `${report.violations.join('\n')}\n${told}`).toEqual([]);
    expect(report).toMatchObject({ tasks: 250, harms: { kill: 4, stop: 2 } });
  } finally {
    await rm(directory, { recursive: true });
  }
}

import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectToSurvive } from './short-form.js';
import { type CompiledWorker, compileWorker } from './worker/compile-worker.js';

let program: CompiledWorker;
beforeAll(async () => {
  program = await compileWorker();
});
afterAll(() => program?.remove());

describe('chaos over SQLite (rules 2, 4, 6, 7, 10; the memory store is one process, which dies with what it holds)', () => {
  it('ends every task once, whoever is killed or stopped', { timeout: 180_000 }, () =>
    expectToSurvive('sqlite', program),
  );
});

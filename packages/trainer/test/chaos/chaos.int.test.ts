import { missingServer } from '@windrow/test-servers';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectToSurvive } from './short-form.js';
import { type CompiledWorker, compileWorker } from './worker/compile-worker.js';

let program: CompiledWorker;
beforeAll(async () => {
  program = await compileWorker();
});
afterAll(() => program?.remove());

// Servers of their own: these are killed.
describe.each([
  ['Redis', 'redis'],
  ['a MongoDB-wire server', 'mongo'],
] as const)('chaos over %s (rules 2, 4, 5, 6, 7, 10, 17)', (_, kind) => {
  it.skipIf(missingServer(kind) !== undefined)(
    'ends every task once, whatever becomes of workers, wire and server',
    { timeout: 240_000 },
    () => expectToSurvive(kind, program),
  );
});

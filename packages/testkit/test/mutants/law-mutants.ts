import { type Mutant, mutants } from './mutant.js';

const RANDOM = 'after every submit, claim, renewal, end, change, removal, clock jump and reap, replies lost or not';

/** Faults that need several operations in a certain order, or several clients: left to the laws. */
export const LAW_MUTANTS: readonly Mutant[] = mutants('TaskStore', 'store-memory/src', [
  [
    'rerun-forgets-the-step',
    'random',
    'a rerun by a submit keeps the first step’s result',
    RANDOM,
    'task/change.ts',
    [
      "if (to === 'waiting') task.stepResult = undefined;",
      "if (to === 'waiting' && task.endedAt === undefined) task.stepResult = undefined;",
    ],
    ['  task.endedAt = undefined;\n', ''],
  ],
  [
    'delay-outlives-cancel',
    'random',
    'a delayed task that is cancelled stays among the delayed',
    RANDOM,
    'task/change.ts',
    ["  task.status = 'cancelled';\n  task.availableAt = undefined;", "  task.status = 'cancelled';"],
  ],
  [
    'any-old-end-is-the-last',
    'random',
    'an end of long ago is taken for the last one',
    RANDOM,
    'task/settle.ts',
    ['last.fence === claim.fence && last.kind', 'last.fence >= claim.fence && last.kind'],
  ],
  [
    'release-forgets-its-delay',
    'random',
    'a claim given back for later is offered at once',
    RANDOM,
    'task/pool-state.ts',
    [
      'task.availableAt = end.now + end.delayMs;',
      "task.availableAt = end.kind === 'release' ? undefined : end.now + end.delayMs;",
    ],
  ],
  [
    'forced-removal-keeps-the-key',
    'random',
    'a task removed by force cannot be submitted again',
    RANDOM,
    'task/pool-state.ts',
    ['    this.byKey.delete(task.key);\n', ''],
  ],
  [
    'two-holders',
    'concurrent',
    'a task is given out again under the fence that somebody holds',
    'run',
    'task/claim.ts',
    ['task.fence += 1;', 'task.fence = Math.max(1, task.fence);'],
  ],
  [
    'old-fence-commits',
    'concurrent',
    'whoever once held a task may end it',
    'run',
    'task/settle.ts',
    [' && task.fence === claim.fence;\n}', ';\n}'],
  ],
  [
    'acknowledged-and-lost',
    'concurrent',
    'some tasks of a batch are acknowledged and not stored',
    'run',
    'task/submit.ts',
    ['pool.insert(record);', "if (!record.key.endsWith('7')) pool.insert(record);"],
  ],
  [
    'acknowledged-result-lost',
    'concurrent',
    'now and then a commit is acknowledged and not stored',
    'run',
    'task/settle.ts',
    [
      'const status = statusAfter(task, end);',
      "const status = statusAfter(task, end);\n  if (status === 'done' && task.seq % 9 === 0) return { kind: 'settled', status, repeated: false };",
    ],
  ],
]);

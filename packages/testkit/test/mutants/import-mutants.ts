import { type Mutant, mutants } from './mutant.js';

/** Importing whole tasks: rule 20. */
export const IMPORT_MUTANTS: readonly Mutant[] = mutants('TaskStore', 'store-memory/src', [
  [
    'import-forgets-the-fence',
    20,
    'fences begin anew, so that who held the task at the source can end it here',
    'never lets a fence go back: what held a task at the source cannot end it here',
    'task/import.ts',
    ['    fence: task.fence,\n', ''],
  ],
  [
    'import-takes-any-task-for-the-same',
    20,
    'another task under the same id is taken for the one that is imported',
    'writes nothing of a task whose id or key is another one’s, and says which',
    'task/import.ts',
    ['stored.definition === definition', 'true'],
  ],
  [
    'import-takes-a-later-task-for-the-same',
    20,
    'a copy that is behind its original counts as present',
    'writes nothing of a task whose id or key is another one’s, and says which',
    'task/import.ts',
    ['stored.fence >= fence', 'true'],
  ],
  [
    'import-loses-attempts',
    20,
    'the history is there, its totals begin anew',
    'goes on with the history and the attempts that a task has',
    'task/import.ts',
    ['Object.keys(totals).length === 0 ? undefined : { ...totals }', 'undefined'],
  ],
  [
    'import-delays-nothing',
    20,
    'a delayed task is offered at once',
    'gives waiting tasks in the order of the source, delayed ones when they are due',
    'task/import.ts',
    ['availableAt: task.availableAt ?? 0', 'availableAt: 0'],
  ],
  [
    'import-out-of-the-order-of-ends',
    20,
    'retention stops at the first young task',
    'obeys retention by the ends that tasks had',
    'task/import.ts',
    ['    if (isEnded(record.status)) pool.noteImportedEnd(record.status);\n', ''],
  ],
]);

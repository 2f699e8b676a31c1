import { ALL_MUTANTS } from './all-mutants.js';

export const TABLE_BEGIN = '<!-- mutants: written by `npm run mutants:table`, checked by test/mutants.test.ts -->';
export const TABLE_END = '<!-- end of mutants -->';

/** The table of the README: mutant, rule, what is wrong, the test that must find it. */
export function mutantTable(): string {
  const rows = ALL_MUTANTS.map(
    ({ name, port, rule, fault, killedBy }) =>
      `| \`${name}\` | ${port === 'TaskStore' ? '' : `${port} `}${typeof rule === 'number' ? rule : 'law'} | ${fault} | ${typeof rule === 'number' ? killedBy : `${rule} histories: ${killedBy}`} |`,
  );
  return ['| mutant | rule | what is wrong | found by |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

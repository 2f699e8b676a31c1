import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_MUTANTS } from './mutants/all-mutants.js';
import { applyMutant } from './mutants/apply.js';
import { mutantTable, TABLE_BEGIN, TABLE_END } from './mutants/table.js';
import { runAllMutants } from './mutants/verdicts.js';

/** What the whole run may take, also on a busy machine with two cores. */
const BUDGET_MS = 170_000;

describe('the suite is itself tested', () => {
  it('has mutants that fit the code of today', () => {
    const stale = ALL_MUTANTS.flatMap((mutant) => {
      const code = readFileSync(new URL(`../../${mutant.file}`, import.meta.url), 'utf8');
      try {
        return applyMutant(mutant, code) === code ? [mutant.name] : [];
      } catch (error) {
        return [(error as Error).message];
      }
    });
    expect(stale).toEqual([]);
  });

  it('finds every mutant, by the test that its table names, and by less than everything', async () => {
    const verdicts = await runAllMutants(BUDGET_MS);
    const survivors = ALL_MUTANTS.flatMap(({ name, killedBy }) => {
      const { failed = [] } = verdicts.get(name) ?? {};
      return failed.some((title) => title.startsWith(killedBy)) ? [] : [{ name, killedBy, failed }];
    });
    expect(survivors).toEqual([]);
    // A mutant that fails everything shows that it does not run, not that somebody noticed what is wrong.
    const wrecks = ALL_MUTANTS.filter(({ name, rule }) => {
      return typeof rule === 'number' && verdicts.get(name)?.passed.length === 0;
    });
    expect(wrecks.map(({ name }) => name)).toEqual([]);
  }, 180_000);

  it('has mutants of every rule of the TaskStore contract, each by a name of its own', () => {
    const rules = new Set(ALL_MUTANTS.filter(({ port }) => port === 'TaskStore').map(({ rule }) => rule));
    expect(rules).toEqual(new Set([...Array.from({ length: 20 }, (_, i) => i + 1), 'random', 'concurrent']));
    expect(new Set(ALL_MUTANTS.map(({ name }) => name)).size).toBe(ALL_MUTANTS.length);
  });

  it('is described in the README by the same table', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, rest = ''] = readme.split(TABLE_BEGIN);
    expect(rest.split(TABLE_END)[0]?.trim()).toBe(mutantTable());
  });
});

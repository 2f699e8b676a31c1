import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dieboldMariano, Frame, groupReturns, hitRate, ic, mae, r2, rankIc, rmse } from '../src/index.js';

type Numbers = readonly (number | null)[];
interface Daily {
  readonly daily: Numbers;
  readonly overall: number;
}
interface Fixture {
  readonly rows: { datetime: string[]; instrument: string[]; columns: Record<string, Numbers> };
  readonly expected: Record<'ic' | 'rank_ic', Daily & { mean: number; std: number; ir: number }> &
    Record<'r2' | 'rmse' | 'mae' | 'hit_rate', Daily> &
    Record<'groups_2' | 'groups_5', { daily: Record<string, Numbers>; means: Record<string, number> }> & {
      diebold_mariano: {
        loss: 'squared' | 'absolute';
        given: number | null;
        lags: number;
        days: number;
        t: number;
        difference: number;
        standardError: number;
      }[];
    };
}

// What pandas, scipy and statsmodels gave; see fixtures/README.md.
const path = fileURLToPath(new URL('./fixtures/metrics.json', import.meta.url));
const { rows, expected } = JSON.parse(readFileSync(path, 'utf8')) as Fixture;
const frame = Frame.fromColumns(rows);

function expectClose(actual: Iterable<number>, reference: Numbers, what: string): void {
  const values = [...actual];
  expect(values.length, what).toBe(reference.length);
  values.forEach((value, at) => {
    const wanted = reference[at] ?? Number.NaN;
    const close = Number.isNaN(wanted)
      ? Number.isNaN(value)
      : Math.abs(value - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted));
    expect(close, `${what}[${at}]: ${value} instead of ${wanted}`).toBe(true);
  });
}

describe('agree with pandas, scipy and statsmodels to 1e-12', () => {
  test.each([
    ['ic', ic],
    ['rank_ic', rankIc],
  ] as const)('%s with its mean, deviation and ICIR', (name, metric) => {
    const result = metric(frame);
    const reference = expected[name];
    expectClose(result.daily.validate().column(name), reference.daily, name);
    expectClose([result.overall, result.mean, result.std], [reference.overall, reference.mean, reference.std], name);
    expectClose([result.ir], [reference.ir], `${name} ir`);
    expect([result.daily.isSorted(), result.daily.instruments]).toEqual([true, ['']]);
  });

  test.each([
    ['r2', r2],
    ['rmse', rmse],
    ['mae', mae],
    ['hit_rate', hitRate],
  ] as const)('%s', (name, metric) => {
    const result = metric(frame);
    expectClose(result.daily.column(name), expected[name].daily, name);
    expectClose([result.overall], [expected[name].overall], name);
  });

  test.each([2, 5] as const)('returns of %d groups', (groups) => {
    const result = groupReturns(frame, { groups });
    const reference = expected[`groups_${groups}`];
    expect(result.daily.columnNames).toEqual(Object.keys(reference.daily));
    for (const [name, values] of Object.entries(reference.daily)) expectClose(result.daily.column(name), values, name);
    expectClose(result.means.values(), Object.values(reference.means), 'means');
    expect([...result.means.keys()]).toEqual(Object.keys(reference.means));
  });

  test.each(expected.diebold_mariano)('Diebold–Mariano, $loss loss, $lags lags', (reference) => {
    const { loss, given } = reference;
    const result = dieboldMariano(frame, { first: 'score', second: 'other', loss, lags: given ?? undefined });
    expect([result.lags, result.days]).toEqual([reference.lags, reference.days]);
    expectClose(
      [result.t, result.difference, result.standardError],
      [reference.t, reference.difference, reference.standardError],
      'diebold-mariano',
    );
  });
});

describe('are defined where there is little', () => {
  const one = Frame.fromRows([{ datetime: 0, instrument: 'A', score: 2, label: 1 }]);

  test('one row has errors, but no correlation', () => {
    expect([ic(one).overall, rankIc(one).overall, r2(one).overall]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([rmse(one).overall, mae(one).overall, hitRate(one).overall]).toEqual([1, 1, 1]);
    expect([...groupReturns(one).means.values()].every(Number.isNaN)).toBe(true);
    expect(dieboldMariano(one, { first: 'score', second: 'score' })).toEqual({
      t: Number.NaN,
      difference: 0,
      standardError: Number.NaN,
      lags: 0,
      days: 1,
    });
  });

  test('without a pair of values all is NaN', () => {
    const missing = Frame.fromRows([{ datetime: 0, instrument: 'A', score: Number.NaN, label: 1 }]);
    for (const metric of [ic, rankIc, r2, rmse, mae, hitRate]) expect(metric(missing).overall).toBe(Number.NaN);
    expect(dieboldMariano(missing, { first: 'score', second: 'score' })).toMatchObject({
      t: Number.NaN,
      days: 0,
      lags: 0,
    });
  });

  test('a zero has the sign of a zero alone', () => {
    const signs = Frame.fromColumns({ datetime: [0, 0, 0, 0], columns: { p: [0, -0, 1, 0], l: [0, 0, 0, -1] } });
    expect(hitRate(signs, { prediction: 'p', label: 'l' }).overall).toBe(0.5);
  });

  test('no rows, unknown columns and senseless options are errors', () => {
    const none = Frame.fromRows([], { columns: ['score', 'label'] });
    for (const metric of [ic, rankIc, r2, rmse, mae, hitRate, groupReturns]) {
      expect(() => metric(none)).toThrowError(expect.objectContaining({ code: 'FRAME_EMPTY' }));
      expect(() => metric(one, { label: 'nope' })).toThrowError(expect.objectContaining({ code: 'COLUMN_UNKNOWN' }));
    }
    const pair = { first: 'score', second: 'label' };
    expect(() => dieboldMariano(none, pair)).toThrowError(expect.objectContaining({ code: 'FRAME_EMPTY' }));
    const option = (name: string) => expect.objectContaining({ code: 'FRAME_OPTION_INVALID', option: name });
    expect(() => groupReturns(one, { groups: 1 })).toThrowError(option('groups'));
    expect(() => groupReturns(one, { groups: 2.5 })).toThrowError(option('groups'));
    expect(() => dieboldMariano(one, { ...pair, lags: 1 })).toThrowError(option('lags'));
    expect(() => dieboldMariano(one, { ...pair, lags: -1 })).toThrowError(option('lags'));
    expect(() => dieboldMariano(one, { ...pair, loss: 'cubic' as 'squared' })).toThrowError(option('loss'));
  });
});

describe('laws', () => {
  const table = fc
    .array(fc.record({ score: fc.integer({ min: -9, max: 9 }), label: fc.integer({ min: -9, max: 9 }) }), {
      minLength: 3,
      maxLength: 30,
    })
    .map((given) => Frame.fromRows(given.map((row, at) => ({ datetime: at % 2, instrument: `${at}`, ...row }))));

  test('a rank correlation does not change when predictions are stretched without changing their order', () => {
    fc.assert(
      fc.property(table, (given) => {
        const stretched = Frame.fromParts({
          ...given,
          columns: { ...Object.fromEntries(given.columns), score: given.column('score').map((x) => Math.exp(x)) },
        });
        expectClose(rankIc(stretched).daily.column('rank_ic'), [...rankIc(given).daily.column('rank_ic')], 'rank');
      }),
      { numRuns: 100 },
    );
  });

  test('swapping the forecasts turns the sign of the Diebold–Mariano t', () => {
    fc.assert(
      fc.property(table, (given) => {
        const both = given.join(given, { suffix: '_2' });
        const there = dieboldMariano(both, { first: 'score', second: 'label_2' });
        const back = dieboldMariano(both, { first: 'label_2', second: 'score' });
        expectClose([there.t], [-back.t], 't');
      }),
      { numRuns: 50 },
    );
  });
});

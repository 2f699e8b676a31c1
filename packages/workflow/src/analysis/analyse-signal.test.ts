import { readFileSync } from 'node:fs';
import { Frame } from '@windrow/frame';
import { describe, expect, it } from 'vitest';
import { analyseSignal } from './analyse-signal.js';

interface Fixture {
  readonly rows: readonly (readonly [string, string])[];
  readonly pred: readonly (number | null)[];
  readonly label: readonly (number | null)[];
  readonly ic: readonly (number | null)[];
  readonly ric: readonly (number | null)[];
  readonly long_short_r: readonly (number | null)[];
  readonly long_avg_r: readonly (number | null)[];
  readonly metrics: Readonly<Record<string, number>>;
}

// Made with pandas by test/fixtures/make-signal-analysis.py, by the formulas of pyqlib 0.9.7.
const fixture = JSON.parse(
  readFileSync(new URL('../../test/fixtures/signal-analysis.json', import.meta.url), 'utf8'),
) as Fixture;

function frame(name: string, values: readonly (number | null)[]): Frame {
  const rows = fixture.rows.map(([datetime, instrument], row) => ({
    datetime,
    instrument,
    [name]: values[row] ?? Number.NaN,
  }));
  return Frame.fromRows(rows);
}

const pred = frame('score', fixture.pred);
const label = frame('LABEL0', fixture.label);

describe('analyseSignal (parity: SigAnaRecord)', () => {
  it('gives the IC, ICIR, Rank IC, Rank ICIR and long-short figures that pandas gives', () => {
    const { metrics } = analyseSignal(pred, label, { longShort: true, annScaler: 252 });
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(fixture.metrics).sort());
    for (const [name, value] of Object.entries(fixture.metrics)) expect(metrics[name], name).toBeCloseTo(value, 10);
  });

  it('gives the daily series that pandas gives', () => {
    const { series } = analyseSignal(pred, label, { longShort: true });
    for (const name of ['ic', 'ric', 'long_short_r', 'long_avg_r'] as const) {
      const daily = series.get(name) as Frame;
      const values = daily.column(daily.columnNames[0] as string);
      expect(values).toHaveLength(fixture[name].length);
      for (const [day, value] of fixture[name].entries())
        expect(values[day], `${name} ${day}`).toBeCloseTo(value ?? Number.NaN, 12);
    }
  });

  it('leaves the long-short figures out unless asked for', () => {
    expect(Object.keys(analyseSignal(pred, label).metrics)).toEqual(['IC', 'ICIR', 'Rank IC', 'Rank ICIR']);
  });

  it('scales yearly figures by annScaler and its root', () => {
    const year = analyseSignal(pred, label, { longShort: true, annScaler: 252 }).metrics;
    const weeks = analyseSignal(pred, label, { longShort: true, annScaler: 63 }).metrics;
    expect((year['Long-Short Ann Return'] ?? 0) / (weeks['Long-Short Ann Return'] ?? 1)).toBeCloseTo(4, 12);
    expect((year['Long-Short Ann Sharpe'] ?? 0) / (weeks['Long-Short Ann Sharpe'] ?? 1)).toBeCloseTo(2, 12);
  });

  it('refuses a frame with two columns, naming them', () => {
    const two = pred.join(label);
    expect(() => analyseSignal(two, label)).toThrow(/score.*LABEL0|LABEL0/);
  });
});

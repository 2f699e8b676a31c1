import { ComponentRegistry, type RecordContext, type RecorderWriter, type RecordStep } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { beforeEach, describe, expect, it } from 'vitest';
import { workflow } from '../workflow-plugin.js';

const rows = [
  { datetime: '2020-01-01', instrument: 'A', value: 1 },
  { datetime: '2020-01-01', instrument: 'B', value: 2 },
  { datetime: '2020-01-01', instrument: 'C', value: 4 },
];
const frame = (name: string, factor: number) =>
  Frame.fromRows(rows.map(({ value, ...key }) => ({ ...key, [name]: factor * value })));

let kept: Map<string, unknown>;
let metrics: Record<string, number>;
let context: RecordContext;

beforeEach(() => {
  kept = new Map();
  metrics = {};
  const recorder = {
    id: 'r',
    saveObject: async (name: string, value: unknown) => void kept.set(name, value),
    loadObject: async (name: string) => kept.get(name),
    listObjects: async () => [...kept.keys()],
    logMetrics: async (values: object) => void Object.assign(metrics, values),
  } as unknown as RecorderWriter;
  context = {
    recorder,
    model: { fit: () => {}, predict: () => frame('score', 1), save: () => ({}) },
    dataset: { config: {}, segments: new Map(), features: () => frame('x', 1), label: () => frame('label', 2) },
    definition: {},
    signal: new AbortController().signal,
    log: () => {},
  };
});

function record(name: string, kwargs = {}): Promise<RecordStep> {
  const registry = new ComponentRegistry();
  for (const { kind, name: component, factory } of workflow().components) registry.register(kind, component, factory);
  return registry.create<RecordStep>('record', { class: name, kwargs });
}

describe('SignalRecord (parity: SignalRecord)', () => {
  it('keeps pred, with the column score, and the raw label of the test', async () => {
    await (await record('SignalRecord')).run(context);
    expect([...kept.keys()]).toEqual(['pred', 'label']);
    expect((kept.get('pred') as Frame).columnNames).toEqual(['score']);
  });

  it('uses the model and dataset that a definition puts in as <MODEL> and <DATASET>', async () => {
    const model = { ...context.model, predict: () => frame('score', 9) };
    await (await record('SignalRecord', { model })).run(context);
    expect((kept.get('pred') as Frame).column('score')[0]).toBe(9);
  });
});

describe('SignalAnalysisRecord (parity: SigAnaRecord)', () => {
  it('keeps sig_analysis/ic and sig_analysis/ric and logs their summary', async () => {
    await (await record('SignalRecord')).run(context);
    await (await record('SignalAnalysisRecord')).run(context);
    expect([...kept.keys()].slice(2)).toEqual(['sig_analysis/ic', 'sig_analysis/ric']);
    expect(metrics['IC']).toBeCloseTo(1, 12);
  });

  it('says which record has to come before it', async () => {
    await expect((await record('SignalAnalysisRecord')).run(context)).rejects.toThrow(
      'SignalAnalysisRecord needs the artifact "pred", and the recorder has no such frame. Put SignalRecord before it in the definition\'s record list.',
    );
  });

  it.each([
    [{ annScaler: -1 }, 'kwargs.annScaler: must be a positive number of periods per year.'],
    [{ quantile: 0.7 }, 'kwargs.quantile: must be at most 0.5.'],
    [{ longshort: true }, 'kwargs: Unrecognized key: "longshort".'],
  ])('refuses the kwargs %j', async (kwargs, message) => {
    await expect(record('SignalAnalysisRecord', kwargs)).rejects.toThrow(message);
  });
});

describe('ForecastMetricsRecord', () => {
  it('logs R2, RMSE and MAE of the test', async () => {
    await (await record('SignalRecord')).run(context);
    await (await record('ForecastMetricsRecord')).run(context);
    // Errors 1, 2, 4 of labels 2, 4, 8 with the mean 14/3.
    expect(metrics['RMSE']).toBeCloseTo(Math.sqrt(21 / 3), 12);
    expect(metrics['MAE']).toBeCloseTo(7 / 3, 12);
    expect(metrics['R2']).toBeCloseTo(1 - 21 / (84 - 196 / 3), 12);
  });
});

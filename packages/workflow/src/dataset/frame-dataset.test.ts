import { ComponentRegistry } from '@windrow/core';
import { Frame } from '@windrow/frame';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameDataset } from './frame-dataset.js';
import { frameDatasetFactory } from './frame-dataset-factory.js';

const day = 86_400_000;
const first = Date.UTC(2020, 0, 1);

function series(column: string, values: readonly number[]): Frame {
  return Frame.fromParts({
    times: Float64Array.from(values, (_, index) => first + index * day),
    timeCodes: Int32Array.from(values, (_, index) => index),
    instruments: [''],
    instrumentCodes: new Int32Array(values.length),
    columns: [[column, Float64Array.from(values)]],
    sorted: true,
    unique: true,
  });
}

const range = (from: number, to: number) => ({ from: first + from * day, to: first + to * day });

function dataset(values: readonly number[], scale: 'standard' | 'none', cut = 4): FrameDataset {
  return new FrameDataset({
    config: {},
    data: { features: series('x', values), label: series('label', values) },
    segments: new Map([
      ['train', range(0, cut - 1)],
      ['test', range(cut, values.length - 1)],
    ]),
    scale,
  });
}

describe('FrameDataset', () => {
  it('cuts segments with both ends inclusive', () => {
    const cut = dataset([1, 2, 3, 4, 5, 6], 'none');
    expect([...cut.features('train').column('x')]).toEqual([1, 2, 3, 4]);
    expect([...cut.label('test').column('label')]).toEqual([5, 6]);
  });

  it('standardises with mean and standard deviation (ddof 0) of the training segment', () => {
    const scaled = dataset([1, 3, 1, 3, 10, 0], 'standard');
    expect([...scaled.features('train').column('x')]).toEqual([-1, 1, -1, 1]);
    expect([...scaled.features('test').column('x')]).toEqual([8, -2]);
  });

  it('fits scaling on the training segment only: no value of the test changes a training feature', () => {
    const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(finite, { minLength: 4, maxLength: 4 }),
        fc.array(finite, { minLength: 1, maxLength: 5 }),
        fc.array(finite, { minLength: 1, maxLength: 5 }),
        (train, test, other) => {
          const one = dataset([...train, ...test], 'standard')
            .features('train')
            .column('x');
          const two = dataset([...train, ...other], 'standard')
            .features('train')
            .column('x');
          expect([...one]).toEqual([...two]);
        },
      ),
    );
  });

  it('only centres a feature without spread, and keeps a missing value missing', () => {
    const scaled = dataset([2, 2, Number.NaN, 2, 5], 'standard');
    expect([...scaled.features('train').column('x')]).toEqual([0, 0, Number.NaN, 0]);
    expect([...scaled.features('test').column('x')]).toEqual([3]);
  });

  it('names the segments there are when asked for another', () => {
    expect(() => dataset([1, 2, 3, 4, 5], 'none').features('valid')).toThrow(
      'The dataset has no segment "valid". Its segments: train, test.',
    );
  });

  it('says what the data covers when a segment holds no row', () => {
    const late = new FrameDataset({
      config: {},
      data: { features: series('x', [1, 2]), label: series('label', [1, 2]) },
      segments: new Map([['test', range(10, 11)]]),
    });
    expect(() => late.features('test')).toThrow(
      'Segment "test" (2020-01-11 to 2020-01-12) holds no row: the data covers 2020-01-01 to 2020-01-02.',
    );
  });
});

describe('FrameDataset in a definition', () => {
  const handler = { class: 'Numbers', kwargs: {} };
  const segments = { train: ['2020-01-01', '2020-01-02'], test: ['2020-01-03', null] };

  function registry(loads: { count: number }): ComponentRegistry {
    return new ComponentRegistry()
      .register('dataset', 'FrameDataset', frameDatasetFactory)
      .register('handler', 'Numbers', {
        create: () => ({
          load: () => {
            loads.count++;
            return { features: series('x', [1, 2, 3]), label: series('label', [1, 2, 3]) };
          },
        }),
      });
  }

  it('loads the handler once for all tasks of a worker', async () => {
    const loads = { count: 0 };
    const components = registry(loads);
    const make = () =>
      components.create<FrameDataset>('dataset', {
        class: 'FrameDataset',
        kwargs: { handler, segments, scale: 'standard' },
      });
    const [one, two] = await Promise.all([make(), make()]);
    expect(loads.count).toBe(1);
    expect(one.features('test').column('x')).toEqual(two.features('test').column('x'));
    expect(one.config).toEqual({ class: 'FrameDataset', kwargs: { handler, segments, scale: 'standard' } });
  });

  it.each([
    [{ handler }, 'kwargs.segments: must map segment names to [start, end]; a dataset needs segments.'],
    [{ segments }, 'kwargs.handler: must be an object { class, kwargs } that names a handler.'],
    [{ handler, segments: { train: '2020' } }, 'kwargs.segments.train: must be [start, end].'],
    [{ handler, segments, scale: 'robust' }, "kwargs.scale: must be 'standard' or 'none'."],
    [{ handler, segments: { train: ['2020-1-2', null] } }, 'has a wrong date in kwargs.segments.train: '],
    [{ handler, segments, sclae: 'none' }, 'kwargs: Unrecognized key: "sclae".'],
  ])('says which argument of %j is wrong', async (kwargs, message) => {
    const made = registry({ count: 0 }).create('dataset', { class: 'FrameDataset', kwargs });
    await expect(made).rejects.toMatchObject({ code: 'INVALID_COMPONENT', message: expect.stringContaining(message) });
  });
});

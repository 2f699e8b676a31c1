import { describe, expect, it } from 'vitest';
import { keyPart, varyingPaths } from './definition-leaves.js';

const task = (alpha: number, test: string, extra: object = {}) => ({
  model: { class: 'A', kwargs: { alpha, ...extra } },
  dataset: { kwargs: { segments: { test: [test, null] } } },
});

describe('what tells models apart by default', () => {
  it('is what differs, segments excepted, lists as one value', () => {
    expect(varyingPaths([task(1, '2020-01-01'), task(2, '2020-02-01')])).toEqual(['model.kwargs.alpha']);
    expect(varyingPaths([task(1, 'a', { layers: [1, 2] }), task(1, 'a', { layers: [1, 3] })])).toEqual([
      'model.kwargs.layers',
    ]);
    expect(varyingPaths([task(1, 'a', { depth: 1 }), task(1, 'a')])).toEqual(['model.kwargs.depth']);
    expect(varyingPaths([task(1, 'a')])).toEqual([]);
  });

  it('as part of a key, texts and numbers stay; nothing is `none`; the rest is JSON', () => {
    const definition = { a: 1, b: 'x', c: [1, { d: 2 }], e: null, f: true };
    expect(['a', 'b', 'c', 'e', 'f', 'g.h'].map((path) => keyPart(definition, path))).toEqual([
      1,
      'x',
      '[1,{"d":2}]',
      'none',
      'true',
      'none',
    ]);
  });
});

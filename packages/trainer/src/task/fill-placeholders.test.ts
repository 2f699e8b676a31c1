import { describe, expect, it } from 'vitest';
import { fillPlaceholders } from './fill-placeholders.js';

const definition = { dataset: { kwargs: { segments: { test: ['2020-01-02', '2020-01-31'] } } } };

describe('fillPlaceholders (parity: task_train placeholders)', () => {
  it('puts the live model and dataset where <MODEL> and <DATASET> stand', () => {
    const model = { name: 'model' };
    const dataset = { name: 'dataset' };
    const filled = fillPlaceholders({ a: '<MODEL>', b: ['<DATASET>'] }, { MODEL: model, DATASET: dataset }, definition);
    expect(filled).toEqual({ a: model, b: [dataset] });
    expect((filled as { a: unknown }).a).toBe(model);
  });

  it('looks a dotted path up in the definition', () => {
    expect(fillPlaceholders('<dataset.kwargs.segments.test.0>', {}, definition)).toBe('2020-01-02');
  });

  it('leaves texts that only contain a placeholder, and everything else, as they are', () => {
    const value = { text: 'a <MODEL> b', number: 1, none: null, list: [true] };
    expect(fillPlaceholders(value, { MODEL: 1 }, definition)).toEqual(value);
  });

  it.each(['<dataset.kwargs.nope>', '<constructor>', '<dataset.__proto__>'])(
    'refuses %s, which leads nowhere',
    (text) => {
      expect(() => fillPlaceholders(text, {}, definition)).toThrow(/leads nowhere: the definition has no/);
    },
  );
});

import { type JsonObject, mergeParams } from '@windrow/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newParams, paramWrites, readParams } from './params.js';

const key = fc.oneof(fc.constantFrom('a', 'b', 'a.b', '', '$', '__proto__', 'x/'), fc.string({ maxLength: 4 }));
const { tree } = fc.letrec<{ tree: JsonObject; value: unknown }>((tie) => ({
  tree: fc.dictionary(key, tie('value') as fc.Arbitrary<never>, { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(1, '1', null, true, 'x', 'long '.repeat(1_500), [1, { a: 2 }], {}),
    tie('tree'),
  ),
}));

/** What a run keeps after these writes. */
function stored(...writes: readonly ReturnType<typeof paramWrites>[]): JsonObject {
  return readParams(new Map(writes.flatMap(({ params }) => params)), new Map(writes.flatMap(({ tags }) => tags)));
}

describe('nested params as MLflow keeps them (rule 2)', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(tree, (params) => {
        expect(stored(paramWrites(params))).toEqual(params);
      }),
    );
  });

  it('writes what is new, and it adds up to what merging gives', () => {
    fc.assert(
      fc.property(tree, tree, (first, second) => {
        let merged: JsonObject;
        try {
          merged = mergeParams('r', first, second);
        } catch {
          return;
        }
        expect(stored(paramWrites(first), paramWrites(newParams(first, second)))).toEqual(merged);
      }),
    );
  });

  it('shows params under their dotted paths', () => {
    const { params, tags } = paramWrites({ model: { class: 'Ridge', kwargs: { alpha: 0.1 } }, 'with.dot': 'x' });
    expect(params).toEqual([
      ['model.class', 'Ridge'],
      ['model.kwargs.alpha', '0.1'],
      ['with:2e:dot', 'x'],
    ]);
    expect(tags).toEqual([]);
  });

  it('reads names that no path makes as they are', () => {
    const params = new Map([
      ['a..b', '1'],
      ['a', '2'],
      ['a.c', 'below a leaf'],
      ['__proto__.polluted', '1'],
    ]);
    expect(readParams(params, new Map())).toEqual(
      JSON.parse('{"a..b":1,"a":2,"a.c":"below a leaf","__proto__":{"polluted":1}}'),
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

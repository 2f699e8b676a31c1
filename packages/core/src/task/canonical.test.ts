import { WindrowError } from '@windrow/frame';
import canonicalizeModule from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonical.js';
import type { JsonObject, TaskDefinition } from './definition.js';

const json = fc.dictionary(
  fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
  fc.jsonValue({ stringUnit: 'grapheme' }).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject),
);

function shuffled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shuffled);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

function faultOf(definition: unknown): { path: string; message: string } {
  try {
    canonicalText(definition as TaskDefinition);
  } catch (error) {
    if (!WindrowError.is(error, 'INVALID_DEFINITION')) throw error;
    return error as unknown as { path: string; message: string };
  }
  throw new Error('the definition was accepted');
}

describe('rule 1: canonical JSON (RFC 8785)', () => {
  it('sorts keys by UTF-16 unit at every level and writes numbers as ECMAScript does', () => {
    expect(canonicalText({ b: 1, a: [{ d: 1e21, c: 0.1 }], 10: null, 9: -0 })).toBe(
      '{"10":null,"9":0,"a":[{"c":0.1,"d":1e+21}],"b":1}',
    );
    // The RFC's own example of an order that differs from the one by code point.
    expect(canonicalText({ '\u{1f600}': 1, '\ufb33': 2, '\u20ac': 3 })).toBe('{"\u20ac":3,"\u{1f600}":1,"\ufb33":2}');
  });

  it('gives one text for every order of the keys, which reads back as what was given', () => {
    fc.assert(
      fc.property(json, (definition) => {
        const text = canonicalText(definition);
        expect(canonicalText(shuffled(definition) as TaskDefinition)).toBe(text);
        expect(canonicalText(JSON.parse(text) as TaskDefinition)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(definition)));
      }),
    );
  });

  it('is what the reference implementation of the RFC writes, also with keys that look like numbers', () => {
    const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;
    const key = fc.oneof(fc.string(), fc.constantFrom('1', '9', '10', '02', ' ', '-', 'a', '1a', '4294967295'));
    const keyed = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.string(),
        fc.array(tie('node')),
        fc.dictionary(
          key.filter((name) => name !== '__proto__'),
          tie('node'),
        ),
      ),
    })).node;
    fc.assert(
      fc.property(keyed, keyed, (a, b) => {
        expect(canonicalText({ b, a } as JsonObject)).toBe(canonicalize({ a, b }));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves what it is given as it is', () => {
    const definition = Object.freeze({ b: Object.freeze([Object.freeze({ d: 1, c: 2 })]), a: 1 });
    canonicalText(definition);
    expect(JSON.stringify(definition)).toBe('{"b":[{"d":1,"c":2}],"a":1}');
  });

  it('takes frozen definitions, objects without a prototype and one value at two places', () => {
    const shared = Object.freeze({ b: 2, a: 1 });
    expect(canonicalText(Object.assign(Object.create(null), { y: shared, x: shared }))).toBe(
      '{"x":{"a":1,"b":2},"y":{"a":1,"b":2}}',
    );
  });

  const cyclic: Record<string, unknown> = { inner: {} };
  cyclic['inner'] = { list: [cyclic] };
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
  class Model {
    alpha = 1;
  }

  it.each<[string, unknown, string, string]>([
    ['a list', [], '', 'A task definition must be plain JSON, but the definition is a list, not an object.'],
    ['null', null, '', 'the definition is null, not an object.'],
    ['text', 'x', '', 'the definition is a string, not an object.'],
    ['NaN', { a: { b: [1, Number.NaN] } }, 'a.b[1]', 'a.b[1] is NaN, which JSON cannot hold.'],
    ['infinity', { a: Number.NEGATIVE_INFINITY }, 'a', 'a is -Infinity, which JSON cannot hold.'],
    ['undefined', { a: { b: undefined } }, 'a.b', 'a.b is undefined, which JSON cannot hold.'],
    ['undefined in a list', { a: [undefined] }, 'a[0]', 'a[0] is undefined'],
    ['a bigint', { a: 1n }, 'a', 'a is a bigint, which JSON cannot hold.'],
    ['a function', { a: () => 1 }, 'a', 'a is a function, which JSON cannot hold.'],
    ['a symbol', { a: Symbol('x') }, 'a', 'a is a symbol, which JSON cannot hold.'],
    ['a symbol as key', { a: { [Symbol('x')]: 1 } }, 'a', 'a has a symbol as a key.'],
    ['a Date', { a: new Date(0) }, 'a', 'a is a Date, not a plain object.'],
    ['a Map', { a: new Map() }, 'a', 'a is a Map, not a plain object.'],
    ['an instance of a class', { a: new Model() }, 'a', 'a is a Model, not a plain object.'],
    ['a typed array', { a: new Float64Array(1) }, 'a', 'a is a Float64Array, not a plain object.'],
    ['a boxed number', { a: Object(1) }, 'a', 'a is a Number, not a plain object.'],
    ['a cycle', cyclic, 'inner.list[0]', 'inner.list[0] contains itself.'],
    ['65 levels', deep(65), `a${'.a'.repeat(63)}`, 'lies deeper than 64 levels.'],
    ['half a pair', { a: 'x\ud800' }, 'a', 'a is a string with half a surrogate pair, which is no valid Unicode.'],
    ['half a pair in a key', { 'x\udc00': 1 }, 'x\udc00', 'is a key with half a surrogate pair'],
    [
      '__proto__',
      JSON.parse('{"a":{"__proto__":1}}'),
      'a.__proto__',
      'is a key that JavaScript gives a meaning of its own',
    ],
    ['a hole', { a: Object.assign(new Array(3), [1]) }, 'a', 'a is a list with holes or with named properties.'],
    ['a named property of a list', { a: Object.assign([1], { b: 1 }) }, 'a', 'a is a list with holes or with named'],
    ['a hidden property', { a: Object.defineProperty({}, 'b', { value: 1 }) }, 'a', 'a has hidden properties.'],
  ])('refuses %s with the path to it', (_, definition, path, message) => {
    const fault = faultOf(definition);
    expect(fault.path).toBe(path);
    expect(fault.message).toContain(message);
  });

  it('takes 64 levels', () => {
    expect(canonicalText(deep(64) as TaskDefinition)).toHaveLength(64 * 6 + 1);
  });

  it('is JSON or an InvalidDefinitionError for whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true, withTypedArray: true }),
        (value) => {
          try {
            expect(JSON.parse(canonicalText({ value } as JsonObject))).toBeTypeOf('object');
          } catch (error) {
            if (!WindrowError.is(error, 'INVALID_DEFINITION')) throw error;
          }
        },
      ),
    );
  });
});

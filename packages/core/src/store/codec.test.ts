import { WindrowError } from '@windrow/frame';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodecError } from '../errors/task-errors.js';
import { decodeValue, encodeValue } from './codec.js';

const roundTrip = (value: unknown): unknown => decodeValue(encodeValue(value));

const typedArray = fc.oneof(
  fc.int8Array(),
  fc.uint8Array(),
  fc.uint8ClampedArray(),
  fc.int16Array(),
  fc.uint16Array(),
  fc.int32Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
  fc.bigUint64Array(),
);

/** Every value named in rule 10, nested in every container of the codec. */
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.bigInt(),
    fc.constantFrom(null, undefined, Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.date({ noInvalidDate: false }),
    typedArray,
    fc.uint8Array().map((bytes) => bytes.slice().buffer),
  ),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('node')),
    fc.sparseArray(tie('node')),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('node'),
      { noNullPrototype: false },
    ),
    fc.array(fc.tuple(tie('node'), tie('node'))).map((entries) => new Map(entries)),
    fc.array(tie('node')).map((members) => new Set(members)),
  ),
})).node;

describe('rule 10: what was encoded comes back', () => {
  it('for every value of the codec', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(roundTrip(given)).toStrictEqual(given);
      }),
    );
  });

  it('for each kind by itself, with its type', () => {
    for (const given of [undefined, null, Number.NaN, -0, 10n ** 50n, '', 'x', new Date(Number.NaN), new Date(-1)]) {
      expect(roundTrip(given)).toStrictEqual(given);
    }
    const floats = roundTrip(new Float64Array([1.5, Number.NaN, -0])) as Float64Array;
    expect(floats).toBeInstanceOf(Float64Array);
    expect([...floats]).toStrictEqual([1.5, Number.NaN, -0]);
    const view = roundTrip(new DataView(new Uint8Array([1, 2, 3]).buffer, 1)) as DataView;
    expect([view.byteLength, view.getUint8(0)]).toEqual([2, 2]);
    expect(Object.getPrototypeOf(roundTrip(Object.create(null)))).toBeNull();
    const holes = roundTrip(Object.assign(new Array(100_000), { 5: 'x' })) as unknown[];
    expect([holes.length, holes[5], 4 in holes]).toEqual([100_000, 'x', false]);
  });

  it('with cycles and shared references, in every container', () => {
    const object: Record<string, unknown> = {};
    const list: unknown[] = [object];
    const map = new Map<unknown, unknown>([[object, list]]);
    const set = new Set<unknown>([map]);
    const array = new Float32Array(2);
    Object.assign(object, { object, list, map, set, array, again: array });
    map.set(map, map);
    set.add(set);
    const back = roundTrip(object) as typeof object;
    expect(back['object']).toBe(back);
    expect((back['list'] as unknown[])[0]).toBe(back);
    expect((back['map'] as typeof map).get(back)).toBe(back['list']);
    expect((back['map'] as typeof map).get(back['map'])).toBe(back['map']);
    expect((back['set'] as typeof set).has(back['set'])).toBe(true);
    expect(back['again']).toBe(back['array']);
  });

  it('with keys that mean something to JavaScript as plain data', () => {
    const given = {
      constructor: 1,
      prototype: 2,
      toString: 3,
      hasOwnProperty: 4,
      toJSON: 6,
      '': 7,
      length: 8,
    };
    expect(roundTrip(given)).toStrictEqual(given);
  });

  it('as the visible part of a buffer only, so a slice of a pool leaks nothing', () => {
    const pool = new Uint8Array(1_000_000).fill(7);
    const { bytes } = encodeValue(new Uint8Array(pool.buffer, 10, 3));
    expect(bytes.byteLength).toBeLessThan(100);
    const back = roundTrip(Buffer.from('abc')) as Uint8Array;
    expect(back.constructor).toBe(Uint8Array);
    expect(back).toStrictEqual(new Uint8Array([97, 98, 99]));
  });

  it('in its own memory: changing the bytes afterwards changes nothing', () => {
    const encoded = encodeValue({ a: new Float64Array([1, 2]) });
    const shifted = new Uint8Array(encoded.bytes.byteLength + 1);
    shifted.set(encoded.bytes, 1);
    const back = decodeValue({ encoding: encoded.encoding, bytes: shifted.subarray(1) }) as { a: Float64Array };
    shifted.fill(0);
    expect([...back.a]).toEqual([1, 2]);
  });

  it('with typed arrays beside the text, one byte for one byte', () => {
    expect(encodeValue({ a: 1 })).toEqual({ encoding: 'devalue', bytes: new TextEncoder().encode('[{"a":1},1]') });
    const { encoding, bytes } = encodeValue(new Float64Array(100_000));
    expect(encoding).toBe('devalue+segments');
    expect(bytes.byteLength).toBeLessThan(800_100);
  });
});

describe('rule 10: what the codec refuses, with the path to it', () => {
  class Model {
    alpha = 1;
  }
  class Registry extends Map {}
  const deep = (levels: number): unknown => {
    let inner: unknown = 1;
    for (let i = 0; i < levels; i++) inner = i % 2 === 0 ? [inner] : { a: inner };
    return inner;
  };

  it.each<[string, unknown, string]>([
    ['a function', { a: [() => 1] }, 'Codec: the value at a[0] is a function.'],
    ['a symbol', Symbol('x'), 'Codec: the value is a symbol.'],
    ['a symbol as key', { [Symbol('x')]: 1 }, 'Codec: the value has a symbol as a key.'],
    [
      'an instance of a class',
      { model: new Model() },
      'the value at model is a Model; give plain data, or save it as an artifact.',
    ],
    ['an instance in a Map', new Map([['k', new Model()]]), 'the value at <value> is a Model'],
    ['a subclass of Map', new Registry(), 'the value is a Registry; give a plain Map, or save it as an artifact.'],
    ['a subclass of Array', new (class Rows extends Array {})(), 'the value is a Rows; give a plain Array'],
    ['a promise', { a: Promise.resolve(1) }, 'the value at a is a Promise'],
    ['an error', new Error('x'), 'the value is a Error; give plain data'],
    ['a regular expression', /x/, 'the value is a RegExp; give plain data'],
    ['a boxed number', Object(1), 'the value is a Number; give plain data'],
    ['a WeakMap', new WeakMap(), 'the value is a WeakMap'],
    ['shared memory', new SharedArrayBuffer(8), 'the value is a SharedArrayBuffer'],
    ['__proto__', JSON.parse('{"a":{"__proto__":1}}'), 'the value at a has a key "__proto__".'],
    ['deep nesting', deep(1_001), 'lies deeper than 1000 levels.'],
    [
      'a huge list with holes',
      Object.assign([], { length: 4_294_967_295 }),
      'is a list of 4294967295 places with holes; at most 1000000 places.',
    ],
    ['a huge bigint', 10n ** 100_000n, 'is a bigint of more than 100000 digits.'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'a', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
      'Codec: the value cannot be encoded (no).',
    ],
  ])('%s', (_, given, message) => {
    expect(() => encodeValue(given)).toThrow(CodecError);
    expect(() => encodeValue(given)).toThrow(message);
  });

  it('takes what lies just inside the bounds', () => {
    for (const given of [deep(1_000), Object.assign([], { length: 1_000_000 }), 10n ** 100_000n - 1n]) {
      expect(roundTrip(given)).toStrictEqual(given);
    }
    expect(roundTrip([deep(998), new Float64Array(1)])).toStrictEqual([deep(998), new Float64Array(1)]);
  });

  it('gives bytes or a CodecError for whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBoxedValues: true, withTypedArray: true, withSparseArray: true, withNullPrototype: true }),
        (given) => {
          try {
            expect(roundTrip(given)).toStrictEqual(given);
          } catch (error) {
            if (!WindrowError.is(error, 'CODEC')) throw error;
          }
        },
      ),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Key } from './key.js';
import { isMap, KeyMap } from './key-map.js';

describe('KeyMap', () => {
  test('finds, replaces and deletes tuples by value', () => {
    const map = new KeyMap<number>([
      [['lgb', 5], 1],
      ['x', 2],
      [7, 3],
    ]);
    expect(map.get(['lgb', 5])).toBe(1);
    expect(map.has(['lgb', '5'])).toBe(false);
    map.set(['lgb', 5], 4).set(['lgb', [5]], 5);
    expect(map.size).toBe(4);
    expect([...map.values()]).toEqual([4, 2, 3, 5]);
    expect(map.delete(['lgb', 5])).toBe(true);
    expect(map.delete(['lgb', 5])).toBe(false);
    expect([map.size, map.has(['lgb', 5]), map.get(['lgb', 5])]).toEqual([3, false, undefined]);
    map.set(['lgb', 5], 6);
    expect(map.get(['lgb', 5])).toBe(6);
    map.clear();
    expect([map.size, map.has(['lgb', [5]]), map.get('x')]).toEqual([0, false, undefined]);
  });

  test('is not changed by what happens to an array that was given as a key', () => {
    const key = ['a', ['b']];
    const map = new KeyMap<number>([[key, 1]]);
    (key[1] as string[]).push('c');
    expect(map.get(['a', ['b']])).toBe(1);
    expect([...map.keys()]).toEqual([['a', ['b']]]);
    expect(() => ([...map.keys()][0] as string[]).push('d')).toThrow(TypeError);
  });

  test('keeps numbers and texts apart, and 0 and -0 together', () => {
    const map = new KeyMap<string>([
      [1, 'number'],
      ['1', 'text'],
      [[0], 'zero'],
    ]);
    expect([map.get(1), map.get('1'), map.get([-0])]).toEqual(['number', 'text', 'zero']);
    expect(map.has('[0]')).toBe(false);
  });

  test('gives entries in the order of their keys', () => {
    const map = new KeyMap<number>([
      [['b'], 1],
      ['b', 2],
      [3, 3],
      ['a', 4],
    ]);
    expect(map.sorted()).toEqual([
      [3, 3],
      ['a', 4],
      ['b', 2],
      [['b'], 1],
    ]);
  });

  test('refuses what is no key', () => {
    expect(() => new KeyMap().set(Number.NaN, 1)).toThrowError(expect.objectContaining({ code: 'KEY_INVALID' }));
    expect(() => new KeyMap().set(undefined as unknown as Key, 1)).toThrowError(
      /a KeyMap cannot have the key undefined/,
    );
  });

  test('is made of a plain map, which must not hold one tuple twice', () => {
    const own = new KeyMap<number>();
    expect(KeyMap.from(own)).toBe(own);
    expect(KeyMap.from(new Map<Key, number>([[['a'], 1]])).get(['a'])).toBe(1);
    expect(() =>
      KeyMap.from(
        new Map<Key, number>([
          [['a', 1], 1],
          [['a', 1], 2],
        ]),
      ),
    ).toThrowError(
      expect.objectContaining({ code: 'KEYS_DUPLICATE', message: expect.stringMatching(/\('a', 1\) comes twice/) }),
    );
  });

  test('behaves like a map over the texts of its keys (law)', () => {
    const key = fc.array(fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom('a', '0')), { maxLength: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.nat(), fc.boolean())), (steps) => {
        const map = new KeyMap<number>();
        const model = new Map<string, number>();
        for (const [at, value, remove] of steps) {
          if (remove) expect(map.delete(at)).toBe(model.delete(JSON.stringify(at)));
          else {
            map.set(at, value);
            model.set(JSON.stringify(at), value);
          }
        }
        expect(Array.from(map, ([k, v]) => [JSON.stringify(k), v])).toEqual([...model]);
      }),
    );
  });

  test('isMap knows maps of both kinds, and nothing else', () => {
    expect([new KeyMap(), new Map(), {}, [], null, new Set()].map(isMap)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

import { type Key, KeyMap } from '@windrow/core';
import { describe, expect, test } from 'vitest';
import { flattenKeys } from './flatten-keys.js';

describe('flattenKeys', () => {
  test('keeps the keys of a map without maps in it', () => {
    const map = new KeyMap<number>([
      [['a', 'b'], 1],
      ['c', 2],
    ]);
    expect([...flattenKeys<number>(map)]).toEqual([
      ['c', 2],
      [['a', 'b'], 1],
    ]);
  });

  test('makes a path of every key otherwise, and loses no member under an empty or zero key', () => {
    const nested = new Map<Key, unknown>([
      [
        '',
        new Map<Key, unknown>([
          ['w', 1],
          [0, 2],
        ]),
      ],
      [0, new Map<Key, unknown>([['w', 3]])],
      ['w', 4],
      [['', 'w'], 5],
    ]);
    expect([...flattenKeys(nested as never)]).toEqual([
      [[0, 'w'], 3],
      [['', 0], 2],
      [['', 'w'], 1],
      [['w'], 4],
      [[['', 'w']], 5],
    ]);
  });

  test('refuses a map that holds itself', () => {
    const map = new Map<Key, unknown>();
    map.set('again', map);
    expect(() => flattenKeys(map as never)).toThrowError(
      expect.objectContaining({
        code: 'ENSEMBLE_MEMBER',
        message: expect.stringMatching(/more than 64 deep, or hold themselves/),
      }),
    );
  });
});

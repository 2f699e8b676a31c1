import { describe, expect, it } from 'vitest';
import { toldFirst } from './told-first.js';

const waiting = ['a', 'b', 'c', 'd', 'e'];

describe('toldFirst (rule 14)', () => {
  it('needs as many at once as there are tasks, and one where a message names none', () => {
    expect(toldFirst(waiting, 1, 0)).toEqual({ now: ['a'], later: ['b', 'c', 'd', 'e'] });
    expect(toldFirst(waiting, 3, 0)).toEqual({ now: ['a', 'b', 'c'], later: ['d', 'e'] });
    expect(toldFirst(waiting, 0, 0).now).toEqual(['a']);
    expect(toldFirst(waiting, 5, 2)).toEqual({ now: waiting, later: [] });
    expect(toldFirst([], 1, 3)).toEqual({ now: [], later: [] });
  });

  it('begins with another one each turn, and leaves nobody out', () => {
    const first = [0, 1, 2, 3, 4, 5].map((turn) => toldFirst(waiting, 1, turn).now[0]);
    expect(first).toEqual(['a', 'b', 'c', 'd', 'e', 'a']);
    for (let turn = 0; turn < 12; turn++) {
      const { now, later } = toldFirst(waiting, 2, turn);
      expect([...now, ...later].toSorted()).toEqual(waiting);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { FirstToHear } from './first-to-hear.js';

describe('FirstToHear', () => {
  it('needs as many at once as there are tasks, and one where a message names none', () => {
    const firsts = new FirstToHear();
    const needed = (message: string, tasks: number) => Array.from({ length: 5 }, () => firsts.isNeeded(message, tasks));
    expect(needed('one task', 1)).toEqual([true, false, false, false, false]);
    expect(needed('three tasks', 3)).toEqual([true, true, true, false, false]);
    expect(needed('a pool goes on', 0)).toEqual([true, false, false, false, false]);
  });

  it('remembers only the latest messages', () => {
    const firsts = new FirstToHear();
    expect(firsts.isNeeded('first', 1)).toBe(true);
    for (let n = 0; n < 1_000; n++) firsts.isNeeded(`message ${n}`, 1);
    expect(firsts.isNeeded('first', 1)).toBe(true);
  });
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProgressThrottle } from './progress-throttle.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('passes on the first progress at once, then the newest ten times a second, and the last one', () => {
  const told: unknown[] = [];
  const throttle = new ProgressThrottle((value) => told.push(value));
  for (let n = 0; n < 1_000; n++) {
    throttle.tell(n);
    vi.advanceTimersByTime(1);
  }
  expect(told).toEqual([0, 99, 199, 299, 399, 499, 599, 699, 799, 899, 999]);
});

it('passes on nothing after the end, and refuses what is no JSON where it is told', () => {
  const told: unknown[] = [];
  const throttle = new ProgressThrottle((value) => told.push(value));
  throttle.tell('first');
  throttle.tell('second');
  throttle.end();
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['first']);
  expect(() => throttle.tell({ big: 1n })).toThrow(/^progress: is no JSON/);
});

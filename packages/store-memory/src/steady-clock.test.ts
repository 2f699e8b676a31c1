import { expect, it } from 'vitest';
import { SteadyClock } from './steady-clock.js';

it('stands still while the machine’s clock has been set back (rule 5)', () => {
  const times = [1_000, 400, 999, 1_001];
  const clock = new SteadyClock({ now: () => times.shift() as number });
  expect([clock.now(), clock.now(), clock.now(), clock.now()]).toEqual([1_000, 1_000, 1_000, 1_001]);
});

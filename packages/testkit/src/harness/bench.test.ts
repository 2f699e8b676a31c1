import { describe, expect, it } from 'vitest';
import { type AnyHarness, Bench, needed } from './bench.js';
import { passServerTime } from './server-clock.js';
import { TurnedClock } from './turned-clock.js';

const harness = (durable: boolean, more: object = {}): AnyHarness<{ capabilities: { durable: boolean } }> => ({
  store: { capabilities: { durable } },
  dispose: async () => {},
  ...more,
});

describe('the bench', () => {
  it('fails a durable store whose harness leaves out what its capabilities call for, and says what', () => {
    expect(() => needed(harness(true), 'open')).toThrow('its harness must offer `open`');
    expect(needed(harness(false), 'open')).toBeUndefined();
  });

  it('opens another client where there can be one, and else stays with the first', async () => {
    const other = { capabilities: { durable: false } };
    for (const [given, expected] of [
      [harness(false, { open: async () => other }), other],
      [harness(false), undefined],
    ] as const) {
      const bench = new Bench(async () => given);
      await bench.start();
      expect(await bench.open()).toBe(expected ?? bench.store);
    }
  });

  it('disposes of everything it made', async () => {
    const disposed: number[] = [];
    let made = 0;
    const bench = new Bench(async () => {
      made += 1;
      const number = made;
      return harness(false, { dispose: async () => disposed.push(number) });
    });
    await bench.start();
    await bench.fresh();
    await bench.fresh();
    await bench.stop();
    expect(disposed.toSorted()).toEqual([1, 2, 3]);
  });

  it('waits for a server’s clock by asking it', async () => {
    const start = performance.now();
    const store = { now: async () => Math.round(performance.now()) };
    await passServerTime(store, 30);
    expect(performance.now() - start).toBeGreaterThanOrEqual(29);
  });

  it('turns an injected clock both ways', async () => {
    const clock = new TurnedClock(100);
    await clock.advance(5);
    await clock.advance(-20);
    expect(clock.now()).toBe(85);
  });
});

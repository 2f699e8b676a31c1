/**
 * Runs `body` on a machine whose clock is off: `Date.now()` and `new Date()` answer `offsetMs` later than the truth. Timers and
 * monotonic clocks run on. A store that asks its own clock does not notice.
 */
export async function withMachineClockOff<T>(offsetMs: number, body: () => Promise<T>): Promise<T> {
  const TrueDate = globalThis.Date;
  globalThis.Date = new Proxy(TrueDate, {
    construct(target, args: unknown[], newTarget) {
      return Reflect.construct(target, args.length === 0 ? [TrueDate.now() + offsetMs] : args, newTarget);
    },
    get(target, property, receiver) {
      if (property === 'now') return () => TrueDate.now() + offsetMs;
      return Reflect.get(target, property, receiver);
    },
  });
  try {
    return await body();
  } finally {
    globalThis.Date = TrueDate;
  }
}

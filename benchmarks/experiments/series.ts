/** A loss that falls, by step; nothing of it is kept. */
export function* series(count: number): Generator<{ readonly step: number; readonly value: number }, void> {
  for (let step = 0; step < count; step += 1) yield { step, value: 1 / (1 + step / 1_000) + Math.sin(step / 50) / 100 };
}

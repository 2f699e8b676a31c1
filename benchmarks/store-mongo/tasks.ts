import { createHash, randomUUID } from 'node:crypto';
import type { NewTask } from '@windrow/core';

const FILLER = 'x'.repeat(800);

/** A task of about 1 KB. */
export function sampleTask(n: number): NewTask {
  const definition = JSON.stringify({
    dataset: { class: 'FrameDataset', kwargs: { filler: FILLER, test: ['2020-01-01', '2020-03-31'] } },
    model: { class: 'RidgeModel', kwargs: { lambda: n / 7 } },
    n,
  });
  return {
    id: randomUUID(),
    key: createHash('sha256').update(definition).update(randomUUID()).digest('hex'),
    definition,
    priority: n % 5,
    tags: { window: n % 100, model: 'ridge' },
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 },
    codeVersion: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
    schemaVersion: 1,
  };
}

export function sampleTasks(count: number): NewTask[] {
  return Array.from({ length: count }, (_, n) => sampleTask(n));
}

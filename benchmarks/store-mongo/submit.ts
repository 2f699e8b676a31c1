import { randomUUID } from 'node:crypto';
import type { TaskStore } from '@windrow/core';
import type { BareMongo } from './bare.js';
import { type Line, median, share, timeMs } from './measure.js';
import { sampleTasks } from './tasks.js';

const BATCH = 1_000;

/** Submit in batches beside the driver's `insertMany`, taken in turns so that both meet the same machine. */
export async function measureSubmit(
  store: TaskStore,
  bare: BareMongo,
  count: number,
  nextToAMillion: boolean = false,
): Promise<readonly Line[]> {
  const [own, other] = [randomUUID(), randomUUID()];
  // Each begins with a pool and a connection that it has not used yet.
  await store.submit(own, sampleTasks(BATCH), 'reuse');
  await bare.insert(other, sampleTasks(BATCH));
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let done = 0; done < count; done += BATCH) {
    const [mine, its] = [sampleTasks(BATCH), sampleTasks(BATCH)];
    ours.push(await timeMs(() => store.submit(own, mine, 'reuse')));
    theirs.push(await timeMs(() => bare.insert(other, its)));
  }
  const [mine, its] = [median(ours), median(theirs)];
  const where = nextToAMillion ? 'next to a million, ' : '';
  return [
    {
      what: `submit 1,000 tasks of 1 KB, ${where}beside \`insertMany\``,
      measured: `${mine.toFixed(0)} ms beside ${its.toFixed(0)} ms: ${share(its, mine)}`,
      promised: '≥ 50 %',
      holds: its / mine >= 0.5,
    },
  ];
}

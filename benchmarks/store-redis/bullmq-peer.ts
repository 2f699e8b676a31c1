import { randomUUID } from 'node:crypto';
import { Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { BATCH, type Peer, sampleData } from './peer.js';

/** BullMQ as its documentation has it done fastest: `addBulk`, manual processing where completing fetches the next job, a `Worker`. */
export async function bullmqPeer(url: string): Promise<Peer> {
  const name = `bench-${randomUUID().slice(0, 8)}`;
  const connections: Redis[] = [];
  const connection = (): Redis => {
    const made = new Redis(url, { maxRetriesPerRequest: null });
    connections.push(made);
    return made;
  };
  const queue = new Queue(name, { connection: connection() });
  await queue.waitUntilReady();
  const claimers: Worker[] = [];
  const claimersOf = async (count: number): Promise<readonly Worker[]> => {
    while (claimers.length < count) {
      const worker = new Worker(name, null, { connection: connection() });
      await worker.waitUntilReady();
      claimers.push(worker);
    }
    return claimers.slice(0, count);
  };
  return {
    name: 'BullMQ',
    submit: async (from, to) => {
      for (let at = from; at < to; at += BATCH) {
        const size = Math.min(BATCH, to - at);
        // A deduplicating id of the length of ours, since ours has one too.
        await queue.addBulk(
          Array.from({ length: size }, (_, i) => ({
            name: 'task',
            data: sampleData(at + i),
            opts: { jobId: `k${String(at + i).padStart(63, '0')}`, attempts: 3 },
          })),
        );
      }
    },
    drain: async (count, tasks) => {
      let left = tasks;
      const one = async (worker: Worker): Promise<void> => {
        const token = randomUUID();
        let job = (await worker.getNextJob(token, { block: false })) as Job | undefined;
        while (job !== undefined && left > 0) {
          left -= 1;
          const next = (await job.moveToCompleted('a result', token, true)) as [unknown, string] | undefined;
          const [data, id] = next ?? [];
          job = data && id ? (Job.fromJSON(worker, data as Parameters<typeof Job.fromJSON>[1], id) as Job) : undefined;
        }
      };
      await Promise.all((await claimersOf(count)).map(one));
    },
    wake: async (count, rounds) => {
      let seen = (_: number): void => {};
      let completed = (): void => {};
      const idle = await Promise.all(
        Array.from({ length: count }, async () => {
          const worker = new Worker(name, async () => seen(performance.now()), { connection: connection() });
          worker.on('completed', () => completed());
          await worker.waitUntilReady();
          return worker;
        }),
      );
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const done = new Promise<void>((resolve) => {
          completed = resolve;
        });
        const held = new Promise<number>((resolve) => {
          seen = resolve;
        });
        const start = performance.now();
        await queue.add('task', sampleData(round));
        times.push((await held) - start);
        await done;
      }
      await Promise.all(idle.map((worker) => worker.close()));
      return times.sort((a, b) => a - b);
    },
    close: async () => {
      await Promise.all(claimers.map((worker) => worker.close()));
      await queue.close();
      for (const one of connections) one.disconnect();
    },
  };
}

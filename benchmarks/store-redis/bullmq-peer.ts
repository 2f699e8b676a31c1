import { randomUUID } from 'node:crypto';
import { Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { BATCH, type Peer, sampleData, sampleKey } from './peer.js';

/**
 * BullMQ as its documentation has it done fastest: `addBulk`, manual processing with `getNextJob` and `moveToCompleted`. Its settings are
 * its defaults (finished jobs are kept, as ours are; events are trimmed at 10,000; locks of 30 s), with three attempts a job.
 */
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
  const jobOf = (n: number) => ({ name: 'task', data: sampleData(n), opts: { jobId: sampleKey(n), attempts: 3 } });
  return {
    name: 'BullMQ',
    wake: ['bullmq', url, name],
    submit: async (from, to) => {
      for (let at = from; at < to; at += BATCH) {
        await queue.addBulk(Array.from({ length: Math.min(BATCH, to - at) }, (_, i) => jobOf(at + i)));
      }
    },
    submitOne: async (n) => {
      const { data, opts } = jobOf(n);
      await queue.add('task', data, opts);
    },
    drain: async (count, { claimers: number, together }) => {
      let left = count;
      const one = async (worker: Worker): Promise<void> => {
        const token = randomUUID();
        const take = async (): Promise<Job> => (await worker.getNextJob(token, { block: false })) as Job;
        const wanted = (): boolean => left > 0 && left-- > 0;
        let job = wanted() ? await take() : undefined;
        while (job !== undefined) {
          // Completing answers with the next job's data and id; the documentation makes it a job in this way.
          const more = together && wanted();
          const next = (await job.moveToCompleted('a result', token, more)) as [JobData, string] | undefined;
          if (more) job = Job.fromJSON(worker, ...(next as [JobData, string])) as Job;
          else job = wanted() ? await take() : undefined;
        }
      };
      await Promise.all((await claimersOf(number)).map(one));
    },
    close: async () => {
      await Promise.all(claimers.map((worker) => worker.close()));
      await queue.close();
      for (const one of connections) one.disconnect();
    },
  };
}

type JobData = Parameters<typeof Job.fromJSON>[1];

import { parseArgs } from 'node:util';
import { type NewTask, type TaskDefinition, TaskManager } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { Heap } from 'heap-js';

/** The memory store against the least that does anything alike, and submits through TaskManager; medians of the rounds. */
const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const total = Number(values.tasks);
const rounds = Number(values.rounds);
const BATCH = 1_000;

const backoff = { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 };
const batches: NewTask[][] = [];
for (let from = 0; from < total; from += BATCH) {
  batches.push(
    Array.from({ length: Math.min(BATCH, total - from) }, (_, at) => ({
      id: `id-${from + at}`,
      key: `key-${from + at}`,
      definition: '{"a":1}',
      priority: (at * 7_919) % 100,
      tags: {},
      route: '',
      maxAttempts: 3,
      backoff,
      schemaVersion: 1,
    })),
  );
}

interface Times {
  readonly submit: number;
  readonly claim: number;
  readonly settle: number;
}

async function store(): Promise<Times> {
  const tasks = new MemoryTaskStore();
  const times = { submit: 0, claim: 0, settle: 0 };
  for (const batch of batches) times.submit += await timed(() => tasks.submit('p', batch, 'reuse'));
  for (const [at] of batches.entries()) {
    const request = {
      requestId: `r${at}`,
      limit: BATCH,
      from: 'waiting',
      routes: [''],
      workerId: 'w',
      leaseMs: 60_000,
    } as const;
    let claimed: Awaited<ReturnType<typeof tasks.claim>>['tasks'] = [];
    times.claim += await timed(async () => {
      claimed = (await tasks.claim('p', request)).tasks;
    });
    times.settle += await timed(() => tasks.settle(claimed.map(({ claim }) => ({ claim, end: { kind: 'done' } }))));
  }
  await tasks.close();
  return times;
}

interface Entry {
  readonly task: NewTask;
  status: string;
  readonly seq: number;
  readonly attempts: { readonly workerId: string; readonly endedAt: number; readonly outcome: string }[];
}

/** Two maps, a heap and a list of ended attempts: no copies, no leases, no checks, no counters. */
async function plain(): Promise<Times> {
  const byId = new Map<string, Entry>();
  const byKey = new Map<string, string>();
  const heap = new Heap<Entry>((a, b) => b.task.priority - a.task.priority || a.seq - b.seq);
  const times = { submit: 0, claim: 0, settle: 0 };
  let seq = 0;
  for (const batch of batches) {
    times.submit += await timed(async () => {
      for (const task of batch) {
        if (byKey.has(task.key)) continue;
        const entry: Entry = { task, status: 'waiting', seq: seq++, attempts: [] };
        byKey.set(task.key, task.id);
        byId.set(task.id, entry);
        heap.push(entry);
      }
    });
  }
  for (const _ of batches) {
    const taken: string[] = [];
    times.claim += await timed(async () => {
      for (let n = 0; n < BATCH; n++) {
        const entry = heap.pop();
        if (entry === undefined) break;
        entry.status = 'running';
        taken.push(entry.task.id);
      }
    });
    times.settle += await timed(async () => {
      for (const id of taken) {
        const entry = byId.get(id);
        if (entry === undefined) continue;
        entry.status = 'done';
        entry.attempts.push({ workerId: 'w', endedAt: Date.now(), outcome: 'done' });
      }
    });
  }
  return times;
}

/** Tasks a second through TaskManager: checked, canonical text, SHA-256, dedupe. Definitions of about 1 KB. */
async function submits(): Promise<number> {
  const definitions: TaskDefinition[] = Array.from({ length: total }, (_, n) => ({
    n,
    model: {
      class: 'RidgeModel',
      kwargs: { alpha: 0.05, features: Array.from({ length: 40 }, (_value, k) => `feature_${k}_${n % 7}`) },
    },
  }));
  const tasks = new MemoryTaskStore();
  const manager = new TaskManager(tasks, 'p', { codeVersion: false });
  const ms = await timed(() => manager.createTasks(definitions));
  await tasks.close();
  return total / (ms / 1_000);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;
}

const ours: Times[] = [];
const theirs: Times[] = [];
const rates: number[] = [];
for (let round = 0; round < rounds; round++) {
  ours.push(await store());
  theirs.push(await plain());
  rates.push(await submits());
}
const rows = (['submit', 'claim', 'settle'] as const).map((work) => ({
  work,
  storeMs: median(ours.map((times) => times[work])),
  plainMs: median(theirs.map((times) => times[work])),
  ratio: median(ours.map((times, round) => times[work] / (theirs[round] as Times)[work])),
}));
const all = (times: Times): number => times.submit + times.claim + times.settle;
rows.push({
  work: 'all three' as never,
  storeMs: median(ours.map(all)),
  plainMs: median(theirs.map(all)),
  ratio: median(ours.map((times, round) => all(times) / all(theirs[round] as Times))),
});
if (values.json) console.log(JSON.stringify({ tasks: total, rows, submitsPerSecond: median(rates) }));
else {
  console.log(
    `| ${total.toLocaleString('en')} tasks, batches of 1,000 | store, ms | two maps and a heap, ms | ratio |\n| --- | ---: | ---: | ---: |`,
  );
  for (const { work, storeMs, plainMs, ratio } of rows) {
    console.log(`| ${work} | ${storeMs.toFixed(0)} | ${plainMs.toFixed(0)} | ${ratio.toFixed(1)} |`);
  }
  console.log(
    `\nThrough TaskManager: ${Math.round(median(rates)).toLocaleString('en')} submits a second (definitions of about 1 KB, hashed).`,
  );
}

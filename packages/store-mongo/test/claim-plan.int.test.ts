import { randomUUID } from 'node:crypto';
import type { ClaimRequest, NewTask } from '@windrow/core';
import { type Document, MongoClient } from 'mongodb';
import { describe, expect, inject, it } from 'vitest';
import { MongoTaskStore } from '../src/index.js';
import { freshDatabase } from './harness.js';

const url = inject('mongoUrl') ?? '';
const SORTS = ['Sort', 'Incremental Sort', 'SORT'];
const SCANS = ['Seq Scan', 'Bitmap Heap Scan', 'COLLSCAN'];

describe.skipIf(url === '')('the plan of the read with which a claim begins', () => {
  it.each([
    ['one route', { routes: [''] }],
    ['three routes, many tasks', { routes: ['', 'gpu', 'memory=64g'], limit: 100 }],
    ['the second step', { from: 'part_done' as const }],
  ])('walks the indexes in their order and never sorts or scans: %s', async (_, wanted) => {
    const { client, database, drop } = await freshDatabase(url);
    const watched = await new MongoClient(url, { monitorCommands: true }).connect();
    const reads: Document[] = [];
    watched.on('commandStarted', ({ commandName, command }) => commandName === 'aggregate' && reads.push(command));
    const store = await MongoTaskStore.open({ client: watched, database });
    await store.submit(
      'p',
      Array.from({ length: 2_000 }, (_, i) => task(i % 3)),
      'reuse',
    );
    await store.claim('p', { ...request, ...wanted });
    const plan = await client.db(database).collection('pools').aggregate(reads[0]?.['pipeline']).explain();
    const stages = valuesOf(plan, ['Node Type', 'stage']);
    const indexes = valuesOf(plan, ['Index Name', 'indexName']);
    expect(stages.length).toBeGreaterThan(4);
    expect(stages.filter((stage) => [...SORTS, ...SCANS].includes(stage))).toEqual([]);
    expect(new Set(indexes)).toEqual(new Set(['_id_', 'request', 'due', 'claim']));
    await store.close();
    await watched.close();
    await drop();
  });
});

const request: ClaimRequest = {
  requestId: randomUUID(),
  limit: 1,
  from: 'waiting',
  routes: [''],
  workerId: 'w',
  leaseMs: 60_000,
};

function task(priority: number): NewTask {
  return {
    id: randomUUID(),
    key: randomUUID(),
    definition: '{}',
    priority,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    schemaVersion: 1,
  };
}

/** Every text that stands under one of these names, anywhere in a plan. */
function valuesOf(plan: unknown, names: readonly string[]): readonly string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  return Object.entries(plan).flatMap(([name, value]) =>
    names.includes(name) && typeof value === 'string' ? [value] : valuesOf(value, names),
  );
}

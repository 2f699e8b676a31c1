import { setTimeout as sleep } from 'node:timers/promises';
import { WindrowError } from '@windrow/core';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../src/driver/connection.js';
import { connect, resolveOptions } from '../src/file/open-file.js';
import { openSqliteStore, type SqliteStore } from '../src/index.js';
import { claimRequest, sampleTask } from './sample-task.js';
import { temporaryDirectory } from './temporary-directory.js';

const directory = temporaryDirectory('busy');

describe('a database that another process keeps locked', () => {
  let store: SqliteStore;
  let other: Connection;

  beforeEach(async () => {
    store = await openSqliteStore({ directory: directory.path, busyTimeoutMs: 300 });
    other = await connect(resolveOptions({ directory: directory.path }));
    await store.tasks.submit('pool', [sampleTask()], 'reuse');
    other.exec('BEGIN IMMEDIATE');
  });
  afterEach(async () => {
    other.close();
    await store.close();
    directory.empty();
  });
  afterAll(directory.remove);

  it('is waited for, without blocking the thread', async () => {
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 1);
    const submitted = store.tasks.submit('pool', [sampleTask()], 'reuse');
    while (ticks < 5) await sleep(1);
    other.exec('COMMIT');
    expect(await submitted).toMatchObject([{ created: true }]);
    clearInterval(ticking);
  });

  it('is given up after the bound, retryably, and nothing was written', async () => {
    const calls = [
      () => store.tasks.submit('pool', [sampleTask()], 'reuse'),
      () => store.tasks.claim('pool', claimRequest()),
      () => store.experiments.getOrCreate('e'),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toSatisfy((error) => WindrowError.is(error, 'STORE_UNAVAILABLE') && error.retryable);
    }
    other.exec('COMMIT');
    expect(await store.tasks.count('pool')).toMatchObject({ waiting: 1, running: 0 });
    expect(await store.experiments.get({ name: 'e' })).toBeUndefined();
  });

  it('can be read meanwhile', async () => {
    expect(await store.tasks.count('pool')).toMatchObject({ waiting: 1 });
    expect((await store.tasks.list('pool', { fields: [], limit: 5 })).tasks).toHaveLength(1);
    expect(await store.tasks.reap('pool', 10)).toMatchObject({ expired: [], due: 0 });
  });

  it('ends the waiting of a store that is closed', async () => {
    const submitted = store.tasks.submit('pool', [sampleTask()], 'reuse');
    await store.close();
    await expect(submitted).rejects.toSatisfy((error) => WindrowError.is(error, 'STORE_CLOSED'));
  });
});

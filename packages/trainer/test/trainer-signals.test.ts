import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type RecorderRef, TaskManager } from '@windrow/core';
import { openSqliteStore } from '@windrow/store-sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TrainerRM } from '../src/index.js';
import { toyTask, toyTraining } from './support/toy-training.js';

vi.setConfig({ testTimeout: 120_000 });

const program = fileURLToPath(new URL('./support/trainer-process.ts', import.meta.url));
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'windrow-trainer-signals-'));
});
afterEach(() => rm(directory, { recursive: true }));

interface Stopped {
  readonly code: string;
  readonly pool: string;
  readonly taskIds: readonly string[];
  readonly succeeded: readonly (RecorderRef | null)[];
  readonly open: number;
  readonly message: string;
}

/** Trains in a process of its own, which gets one signal while its second task runs; what it said then. */
async function stopped(kind: string, signal: NodeJS.Signals): Promise<Stopped> {
  const begun = join(directory, 'begun');
  const flags = ['--import', 'tsx', '--conditions=@windrow/source'];
  const child = spawn(process.execPath, [...flags, program, directory, begun, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const said = text(child.stdout);
  try {
    await vi.waitUntil(() => existsSync(begun) || child.exitCode !== null, { timeout: 90_000 });
    child.kill(signal);
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
  return JSON.parse(await said) as Stopped;
}

describe.each([
  ['TrainerRM', 'SIGTERM', 'waiting'],
  ['DelayTrainerRM', 'SIGINT', 'part_done'],
] as const)('%s whose helper handles signals', (kind, signal, before) => {
  it(`ends at the first ${signal} with SHUTDOWN, gives its claim back, and tells what there is`, async () => {
    const told = await stopped(kind, signal);
    expect(told).toMatchObject({ code: 'SHUTDOWN', pool: 'exp', open: 2 });
    expect(told.succeeded.map((ref) => ref !== null)).toEqual([true, false, false]);
    expect(told.message).toContain('2 of 3 tasks of pool "exp" have not ended.');

    const stores = await openSqliteStore({ directory });
    try {
      const manager = new TaskManager(stores.tasks, 'exp');
      const statuses = await Promise.all(told.taskIds.map((id) => manager.get(id)));
      expect(statuses.map(({ status, attempts }) => [status, attempts])).toEqual([
        ['done', expect.any(Number)],
        [before, 0],
        [before, 0],
      ]);
      expect(await stores.tasks.workers('exp')).toEqual([]);
      if (kind === 'DelayTrainerRM') return;
      // Going on: what is done is taken, the rest is trained.
      const toy = toyTraining(stores);
      const refs = await new TrainerRM({ ...toy, experiment: 'exp' }).run([toyTask(1), toyTask(2), toyTask(3)]);
      expect(refs[0]).toEqual(told.succeeded[0]);
      expect([...toy.fits.keys()]).toEqual([2, 3]);
    } finally {
      await stores.close();
    }
  });
});

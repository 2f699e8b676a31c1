import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportPool, importPool, PoolArchiveError, TaskManager, TaskRunningError } from '@windrow/core';
import { MemoryArtifactStore, MemoryTaskStore } from '@windrow/store-memory';
import { describe, expect, it } from 'vitest';
import { faulty } from '../record/faulty-store.js';
import { stopsAfter } from './broken-store.js';
import { everyStatus, viewOf, wholeViewOf } from './every-status.js';
import { ridge, ridges } from './pool-of.js';

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** In pieces of a size that fits no block, as often as it is asked for. */
function reader(bytes: Uint8Array): () => AsyncGenerator<Uint8Array, void> {
  return async function* () {
    for (let at = 0; at < bytes.byteLength; at += 7_001) yield bytes.subarray(at, at + 7_001);
  };
}

async function exported() {
  const from = await everyStatus();
  return { from, file: await bytesOf(exportPool(from.store, 'p', { artifacts: from.artifacts })) };
}

describe('exportPool and importPool', () => {
  it('keep all that a task has: history, times, fence and attempts too; and order and settings', async () => {
    const { from, file } = await exported();
    const [to, artifacts] = [new MemoryTaskStore(), new MemoryArtifactStore()];
    const told: unknown[] = [];
    const report = await importPool(to, reader(file), { artifacts, onProgress: (progress) => told.push(progress) });
    expect(report).toMatchObject({ pool: 'p', copied: 14, artifacts: 1, manifest: { tasks: 14, pool: 'p' } });
    expect(told).toEqual([
      { phase: 'check', done: 14, total: 14 },
      { phase: 'write', done: 14, total: 14 },
    ]);
    const copy = new TaskManager(to, 'p', { artifacts, codeVersion: 'v1', onWarning: () => {} });
    expect(await wholeViewOf(to, 'p')).toEqual(await wholeViewOf(from.store, 'p'));
    expect((await copy.settings()).values).toEqual({ paused: true, maxAttempts: 8 });
    expect((await copy.createTasks(ridges(12))).created).toBe(0);
  });

  it('go on where an import was stopped, at every possible place, and once more change nothing', async () => {
    const { from, file } = await exported();
    const wanted = await wholeViewOf(from.store, 'p');
    let stops = 0;
    for (let calls = 1; ; calls++) {
      const [to, artifacts] = [new MemoryTaskStore(), new MemoryArtifactStore()];
      const stopped = await importPool(stopsAfter(to, calls), reader(file), { artifacts }).catch((e: Error) => e);
      if (!(stopped instanceof Error)) {
        expect(await importPool(to, reader(file), { artifacts })).toMatchObject({ copied: 14, artifacts: 0 });
        break;
      }
      expect(stopped.message).toBe('stopped');
      stops += 1;
      await importPool(to, reader(file), { artifacts });
      expect(await wholeViewOf(to, 'p')).toEqual(wanted);
    }
    expect(stops).toBeGreaterThan(4);
  });

  it('make a tar file whose checksums other programs check, with the history of each task', async () => {
    const { file } = await exported();
    const folder = mkdtempSync(join(tmpdir(), 'windrow-pool-'));
    try {
      writeFileSync(join(folder, 'pool.tar'), file);
      execFileSync('tar', ['-xf', 'pool.tar'], { cwd: folder });
      const said = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder }).toString();
      expect(said).toBe('windrow-pool.json: OK\ntasks/000001.jsonl: OK\n');
      const tasks = execFileSync('cat', ['tasks/000001.jsonl'], { cwd: folder }).toString().trimEnd().split('\n');
      const failed = tasks
        .map((line) => JSON.parse(line) as { status: string; error?: object; history?: object })
        .filter(({ status }) => status === 'failed');
      expect(failed[1]).toMatchObject({
        error: { name: 'RangeError', message: 'first' },
        history: { attempts: [{ outcome: 'error' }], totals: { error: 1 } },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('import under another name into the same store', async () => {
    const { from, file } = await exported();
    await importPool(from.store, reader(file), { pool: 'q', artifacts: from.artifacts });
    expect(await viewOf(new TaskManager(from.store, 'q', { artifacts: from.artifacts }))).toEqual(
      await viewOf(from.manager),
    );
  });

  it('refuse running tasks, unless forced to export them as they were before', async () => {
    const { store, manager, artifacts } = await everyStatus();
    await manager.configure({ paused: false });
    const running = await manager.fetchTask();
    await expect(bytesOf(exportPool(store, 'p', { artifacts }))).rejects.toThrow(TaskRunningError);
    const file = await bytesOf(exportPool(store, 'p', { artifacts, force: true }));
    const to = new MemoryTaskStore();
    await importPool(to, reader(file), { artifacts });
    expect((await new TaskManager(to, 'p').get(running?.id as string, { select: [] })).status).toBe('waiting');
  });

  it('hold no more than a page of tasks, however many there are', async () => {
    const store = new MemoryTaskStore();
    await new TaskManager(store, 'many', { codeVersion: false }).createTasks(ridges(1_001));
    const limits: unknown[] = [];
    const seen = faulty(store, (method, args) => {
      if (method === 'list') limits.push((args[1] as { limit: number }).limit);
      return undefined;
    });
    let pieces = 0;
    for await (const piece of exportPool(seen, 'many')) {
      expect(piece.byteLength).toBeLessThanOrEqual(200 * 1_000);
      pieces += 1;
    }
    expect(pieces).toBeGreaterThan(5);
    // One look for running tasks, then the pages: of as many tasks as 64 MiB hold with two inline results of 1 MiB each.
    expect(store.capabilities.inlineResultBytes).toBe(1024 * 1024);
    expect(limits).toEqual([1, ...Array.from({ length: 32 }, () => 32)]);
  });
});

describe('a file of a pool that is not as it should be', () => {
  /** Imports into stores whose every call is noted. */
  async function refused(file: Uint8Array): Promise<PoolArchiveError> {
    const calls: string[] = [];
    const note = (method: string): undefined => void calls.push(method);
    const [to, artifacts] = [new MemoryTaskStore(), new MemoryArtifactStore()];
    const error = await importPool(faulty(to, note), reader(file), { artifacts: faulty(artifacts, note) }).then(
      () => expect.unreachable('it was imported'),
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(PoolArchiveError);
    expect(calls).toEqual([]);
    return error as PoolArchiveError;
  }

  it('is refused before any write, wherever one byte is changed or the rest is missing', async () => {
    const { file } = await exported();
    const inside = ['"exportedAt"', '"waiting"', 'Ridge', '"base64"', '"RangeError"', '"history"'].map((text) =>
      file.indexOf(text),
    );
    const large = file.indexOf(Buffer.alloc(64, 7));
    for (const at of [...inside, large, large + 1_000, file.lastIndexOf('  tasks/000001.jsonl') - 3]) {
      expect(at).toBeGreaterThan(0);
      const copy = Buffer.from(file);
      copy[at] = (copy[at] as number) ^ 0x01;
      await refused(copy);
    }
    for (const size of [0, 100, 3_000, large + 700, file.byteLength - 1_600]) await refused(file.subarray(0, size));
    await refused(Buffer.from('no tar at all'));
  });

  it.each([
    ['a definition that is no canonical JSON', { definition: '{"b":1, "a":2}' }, 'definition'],
    ['a definition that would reach a prototype', { definition: '{"__proto__":{"polluted":true}}' }, 'definition'],
    ['a status that is none', { status: 'won' }, 'status'],
    ['a priority that no store takes', { priority: 1e9 }, 'priority'],
    ['a fence where numbers end', { fence: 2 ** 53 }, 'fence'],
    ['an end of the far future', { endedAt: 1e15, status: 'failed' }, 'endedAt'],
    ['a history that is none', { history: { attempts: [], totals: { won: 1 } } }, 'history'],
    ['a history above its fence', { history: ONE_ATTEMPT }, 'above its own'],
    ['more attempts than it may have', { attempts: 99 }, 'attempts'],
    ['a result whose bytes are others', { result: artifactResult('a') }, 'SHA-256 differs'],
    ['a result outside of its owner', { result: artifactResult('../../x') }, 'no safe name'],
  ])('is refused with %s', async (_, change, reason) => {
    const store = new MemoryTaskStore();
    await new TaskManager(store, 'p', { codeVersion: false }).createTasks(ridge(1));
    const changed = changingTasks(store, change);
    const error = await refused(await bytesOf(exportPool(changed, 'p', { artifacts: noArtifacts })));
    expect(error.message).toContain(reason);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

const ONE_ATTEMPT = {
  attempts: [{ workerId: 'w', fence: 7, startedAt: 1, endedAt: 2, outcome: 'error' }],
  totals: { error: 1 },
};

function artifactResult(name: string) {
  return { kind: 'artifact', encoding: 'windrow/1', name, size: 0, sha256: '0'.repeat(64) };
}

/** Gives no bytes, so that an export writes an empty entry under the name it was told. */
const noArtifacts = Object.assign(new MemoryArtifactStore(), { get: async function* () {} });

/** The store, whose tasks are not what they were. */
function changingTasks(store: MemoryTaskStore, change: object): MemoryTaskStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (name !== 'list') return member.bind(target) as unknown;
      return async (...args: Parameters<MemoryTaskStore['list']>) => {
        const page = await target.list(...args);
        return { ...page, tasks: page.tasks.map((task) => ({ ...task, ...change })) };
      };
    },
  });
}

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerKey, WindrowError } from '@windrow/core';
import { expect, it, vi } from 'vitest';
import { needed } from '../harness/bench.js';
import type { ChildModuleExports } from '../harness/child-module.js';
import { readChildLog } from '../processes/child-log.js';
import { spawnChild } from '../processes/spawn-child.js';
import { present } from '../task-store/samples.js';
import { type ArtifactStoreRule, artifactStoreRule, collect, inPieces, pattern, text } from './bench.js';

export const putIsAllOrNothing: ArtifactStoreRule = artifactStoreRule('rule 2: put is all or nothing', (bench) => {
  it('stores size and SHA-256 with the bytes', async () => {
    const owner = bench.owner();
    const bytes = pattern(70_001);
    const info = await bench.store.put(owner, 'a/b', bytes);
    expect(info).toEqual({
      owner,
      name: 'a/b',
      size: 70_001,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      touchedAt: expect.any(Number),
    });
    const other = await bench.open();
    expect(await other.stat(owner, 'a/b')).toEqual(info);
    expect(await other.list(owner)).toEqual([info]);
    expect(Buffer.from(await bench.bytes(owner, 'a/b', other)).equals(bytes)).toBe(true);
  });

  it('replaces whole', async () => {
    const owner = bench.owner();
    await bench.store.put(owner, 'a', pattern(100_000, 1));
    await bench.store.put(owner, 'a', text('short'));
    expect(await bench.text(owner, 'a')).toBe('short');
    expect(await bench.store.stat(owner, 'a')).toMatchObject({ size: 5 });
  });

  it('keeps the old bytes when the source fails half-way, and none where none were', async () => {
    const owner = bench.owner();
    await bench.store.put(owner, 'a', text('old'));
    for (const name of ['a', 'new']) {
      await expect(bench.store.put(owner, name, broken(300_000))).rejects.toThrow('the source broke');
    }
    expect(await bench.text(owner, 'a')).toBe('old');
    expect(await bench.store.stat(owner, 'new')).toBeUndefined();
    expect((await bench.store.list(owner)).map(({ name }) => name)).toEqual(['a']);
  });

  it('keeps the old bytes when it is aborted', async () => {
    const owner = bench.owner();
    await bench.store.put(owner, 'a', text('old'));
    const controller = new AbortController();
    async function* source() {
      yield pattern(100_000);
      controller.abort(new Error('enough'));
      yield pattern(100_000);
      yield pattern(100_000);
    }
    await expect(bench.store.put(owner, 'a', source(), { signal: controller.signal })).rejects.toThrow();
    await expect(bench.store.put(owner, 'b', text('x'), { signal: AbortSignal.abort() })).rejects.toThrow();
    expect(await bench.text(owner, 'a')).toBe('old');
    expect(await bench.store.stat(owner, 'b')).toBeUndefined();
  });

  it('shows readers the old bytes or the new ones, never a mixture', async () => {
    const owner = bench.owner();
    const contents = [pattern(200_000, 1), pattern(150_000, 2)];
    const known = contents.map((bytes) => Buffer.from(bytes).toString('base64'));
    await bench.store.put(owner, 'a', contents[0] ?? text(''));
    const other = await bench.open();
    const writer = async () => {
      for (let i = 1; i <= 12; i++) await other.put(owner, 'a', inPieces(contents[i % 2] ?? text(''), 40_000));
    };
    const reader = async () => {
      const faults: string[] = [];
      for (let i = 0; i < 20; i++) {
        try {
          const read = Buffer.from(await bench.bytes(owner, 'a')).toString('base64');
          if (!known.includes(read)) faults.push(`a mixture of ${read.length} characters`);
        } catch (error) {
          // Where the backend cannot keep old bytes for a reader who is under way, it must say so instead of going on with new ones.
          if (!WindrowError.is(error)) faults.push(String(error));
        }
      }
      return faults;
    };
    const [faults, more] = await Promise.all([reader(), reader(), writer()]);
    expect([...faults, ...more]).toEqual([]);
    expect(known).toContain(Buffer.from(await bench.bytes(owner, 'a')).toString('base64'));
  }, 30_000);

  it('lets one of two writers win whole', async () => {
    const owner = bench.owner();
    const other = await bench.open();
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        bench.store.put(owner, 'a', inPieces(pattern(90_000, 1), 10_000)),
        other.put(owner, 'a', inPieces(pattern(120_000, 2), 10_000)),
      ]);
      const read = await bench.bytes(owner, 'a');
      expect(Buffer.from(read).equals(read.length === 90_000 ? pattern(90_000, 1) : pattern(120_000, 2))).toBe(true);
      expect(await bench.store.stat(owner, 'a')).toMatchObject({ size: read.length });
    }
  });

  it('leaves the old bytes, and something that gc finds, when its process is killed half-way', async () => {
    const child = needed(bench.harness, 'child');
    if (child === undefined) return;
    const { options } = child;
    const { openArtifactStore } = (await import(child.url)) as ChildModuleExports;
    const store = present(await openArtifactStore?.(options), `${child.url} exports no openArtifactStore().`);
    const owner = bench.owner();
    const logs = await mkdtemp(join(tmpdir(), 'windrow-artifacts-'));
    try {
      await store.put(owner, 'a', text('old'));
      for (const name of ['a', 'new']) {
        const log = join(logs, name.length.toString());
        const upload = spawnChild(child, { kind: 'endless-put', owner: { ...owner }, name, bytes: 700_000, log });
        try {
          await vi.waitFor(() => expect(readChildLog(log), upload.errors()).toHaveLength(1), { timeout: 20_000 });
        } finally {
          upload.kill();
          await upload.gone;
        }
      }
      expect(await bench.text(owner, 'a', store)).toBe('old');
      expect((await store.list(owner)).map(({ name }) => name)).toEqual(['a']);
      const owners = async () => {
        const page = await store.owners({ limit: 1_000 });
        return page.owners.filter((each) => ownerKey(each.owner) === ownerKey(owner));
      };
      expect(await owners()).toHaveLength(1);
      await store.remove(owner);
      expect(await owners()).toEqual([]);
    } finally {
      await store.close();
      await rm(logs, { recursive: true, force: true });
    }
  }, 60_000);

  it('finds damage at the end of a full read', async () => {
    const { harness } = bench;
    const corrupt = needed(harness, 'corrupt');
    if (corrupt === undefined) return;
    const owner = bench.owner();
    await bench.store.put(owner, 'a', pattern(50_000));
    await corrupt.call(harness, owner, 'a');
    await expect(collect((await bench.open()).get(owner, 'a'))).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      artifact: 'a',
    });
  });

  it('is not changed through the array that went in', async () => {
    const owner = bench.owner();
    const bytes = pattern(10);
    await bench.store.put(owner, 'a', bytes.subarray(2, 6));
    bytes.fill(0);
    expect([...(await bench.bytes(owner, 'a'))]).toEqual([...pattern(10).subarray(2, 6)]);
  });
});

async function* broken(size: number): AsyncGenerator<Uint8Array, void, undefined> {
  yield* inPieces(pattern(size), 50_000);
  throw new Error('the source broke');
}

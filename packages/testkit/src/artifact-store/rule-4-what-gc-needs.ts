import type { ArtifactOwner, ArtifactOwnerPage, ArtifactStore } from '@windrow/core';
import { ownerKey } from '@windrow/core';
import { expect, it } from 'vitest';
import { needed } from '../harness/bench.js';
import { expectToEndByItself } from '../processes/ends-by-itself.js';
import { type ArtifactStoreRule, artifactStoreRule, pattern, text } from './bench.js';

export const whatGcNeeds: ArtifactStoreRule = artifactStoreRule('rule 4: what gc needs to know', (bench) => {
  async function owners(store: ArtifactStore, limit: number): Promise<ArtifactOwnerPage['owners']> {
    const all: ArtifactOwnerPage['owners'][number][] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 500; page++) {
      const answer = await store.owners({ limit, ...(cursor !== undefined && { cursor }) });
      expect(answer.owners.length).toBeLessThanOrEqual(limit);
      all.push(...answer.owners);
      cursor = answer.cursor;
      if (cursor === undefined) return all;
    }
    throw new Error('The listing of owners did not end after 500 pages.');
  }

  async function entry(owner: ArtifactOwner) {
    const all = await owners(bench.store, 100);
    return all.find((each) => ownerKey(each.owner) === ownerKey(owner));
  }

  it('lists each owner once, page by page, with the bytes it holds', async () => {
    const { store } = await bench.fresh();
    const made: readonly ArtifactOwner[] = [
      ...Array.from({ length: 5 }, () => bench.owner()),
      { kind: 'recorder', storeId: 'store-1', experimentId: 'e', recorderId: 'r' },
    ];
    for (const owner of made) {
      await store.put(owner, 'a', pattern(10));
      await store.put(owner, 'b/c', pattern(90));
    }
    for (const limit of [1, 4, 100]) {
      const listed = await owners(store, limit);
      expect(listed.map(({ owner }) => ownerKey(owner)).toSorted()).toEqual(made.map(ownerKey).toSorted());
      expect(listed.every(({ bytes }) => bytes === 100)).toBe(true);
    }
    await store.remove(made[0] ?? bench.owner());
    expect(await owners(store, 100)).toHaveLength(5);
  });

  it('is refreshed by put and by touch, by its own clock', async () => {
    const owner = bench.owner();
    const start = await bench.store.now();
    const first = await bench.store.put(owner, 'a', text('1'));
    await bench.store.put(owner, 'b', text('1'));
    expect(first.touchedAt).toBeGreaterThanOrEqual(start);
    expect(first.touchedAt).toBeLessThanOrEqual(await bench.store.now());
    const other = await bench.store.stat(owner, 'b');
    await bench.harness.advance(20);
    await bench.store.touch(owner, 'a');
    const touched = await bench.store.stat(owner, 'a');
    expect(touched?.touchedAt).toBeGreaterThanOrEqual(first.touchedAt + 20);
    // Touching the one leaves the other alone, however long the two puts took.
    expect(await bench.store.stat(owner, 'b')).toEqual(other);
    expect((await entry(owner))?.touchedAt).toBe(touched?.touchedAt);
    await bench.harness.advance(20);
    await bench.store.put(owner, 'b', text('2'));
    expect((await bench.store.stat(owner, 'b'))?.touchedAt).toBeGreaterThanOrEqual(first.touchedAt + 40);
    await bench.harness.advance(20);
    await bench.store.touch(owner);
    for (const { touchedAt } of await bench.store.list(owner)) {
      expect(touchedAt).toBeGreaterThanOrEqual(first.touchedAt + 60);
    }
  });

  it('names an artifact that cannot be touched, and takes an owner that has none', async () => {
    const owner = bench.owner();
    await expect(bench.store.touch(owner, 'none')).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      artifact: 'none',
    });
    await bench.store.touch(owner);
    expect(await entry(owner)).toBeUndefined();
  });

  it('counts an upload under way as a touch', async () => {
    const owner = bench.owner();
    await bench.store.put(owner, 'old', text('old'));
    await bench.harness.advance(50);
    const before = await bench.store.now();
    let asked = () => {};
    let goOn = () => {};
    const askedAgain = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* source() {
      yield pattern(600_000);
      asked();
      await mayGoOn;
      yield pattern(10);
    }
    const upload = bench.store.put(owner, 'new', source());
    await askedAgain;
    expect((await entry(owner))?.touchedAt).toBeGreaterThanOrEqual(before);
    expect((await bench.store.list(owner)).map(({ name }) => name)).toEqual(['old']);
    goOn();
    expect((await upload).size).toBe(600_010);
    expect((await bench.store.list(owner)).map(({ name }) => name)).toEqual(['new', 'old']);
  });

  it('removes what a dead upload has left, where it can leave anything: only that, and only when nobody refreshed it', async () => {
    const { store } = bench;
    if (store.removeLeftovers === undefined) return;
    const owner = bench.owner();
    await store.put(owner, 'kept', pattern(1_000));
    let asked = () => {};
    let goOn = () => {};
    const askedAgain = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    async function* source() {
      for (let piece = 0; piece < 4; piece++) yield pattern(300_000, piece);
      asked();
      await mayGoOn;
      yield pattern(10);
    }
    const before = await store.now();
    // As far as the store can tell, its process is dead from here on.
    const upload = store.put(owner, 'dead', source()).catch((error: unknown) => error);
    await askedAgain;
    await bench.harness.advance(50);
    const after = await store.now();
    expect(await store.removeLeftovers(owner, before)).toEqual({ count: 0, bytes: 0 });
    const found = await store.removeLeftovers(owner, after, { dryRun: true });
    expect(found.count).toBe(1);
    expect(found.bytes).toBeGreaterThan(0);
    expect(await store.removeLeftovers(owner, after)).toMatchObject({ count: 1 });
    expect(await store.removeLeftovers(owner, after)).toEqual({ count: 0, bytes: 0 });
    expect((await entry(owner))?.bytes).toBe(1_000);
    // It was only slow after all: it may begin again, and leaves nothing.
    goOn();
    expect(await upload).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    expect((await store.list(owner)).map(({ name }) => name)).toEqual(['kept']);
    expect(await bench.bytes(owner, 'kept')).toEqual(pattern(1_000));
    expect((await entry(owner))?.bytes).toBe(1_000);
  }, 60_000);

  it('lets a process end that has closed its store', async () => {
    const child = needed(bench.harness, 'child');
    if (child !== undefined) await expectToEndByItself(child, 'artifact');
  }, 60_000);

  it('refuses every call after close by name', async () => {
    const { store } = await bench.fresh();
    const owner = bench.owner();
    await store.put(owner, 'a', text('x'));
    await store.close();
    await store.close();
    for (const call of [
      () => store.put(owner, 'a', text('y')),
      () => store.stat(owner, 'a'),
      () => store.list(owner),
      () => store.owners({ limit: 1 }),
      async () => {
        for await (const _ of store.get(owner, 'a')) expect.unreachable('bytes came from a closed store');
      },
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    }
  });
});

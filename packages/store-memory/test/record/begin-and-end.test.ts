import { Experiments, type NewRecorder } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { MemoryArtifactStore, MemoryExperimentStore } from '../../src/index.js';
import { faulty } from './faulty-store.js';

const artifacts = new MemoryArtifactStore();

describe('Experiments.begin and resume with until', () => {
  it('try for as long as the store is away, and make one recorder whatever was lost on the way', async () => {
    const store = new MemoryExperimentStore();
    let left = 4;
    const away = faulty(store, () => (left-- > 0 ? (left % 2 === 0 ? 'reply-lost' : 'request-lost') : undefined));
    const all = new Experiments(away, artifacts, { retries: 0 });
    const until = new AbortController().signal;
    const begun = await all.begin('e', { until });
    left = 3;
    const { id } = await all.resume(begun.ref, { until });
    expect(id).toBe(begun.id);
    const { recorders } = await store.listRecorders({ limit: 10 });
    expect(recorders.map((recorder) => recorder.id)).toEqual([begun.id]);
  });

  it('give up with what the store said once the signal is aborted, during a pause too', async () => {
    const abort = new AbortController();
    let asked = 0;
    const away = faulty(new MemoryExperimentStore(), () => {
      // The abort comes while the next pause is under way.
      if (++asked === 2) setImmediate(() => abort.abort());
      return 'request-lost';
    });
    const beginning = new Experiments(away, artifacts, { retries: 0 }).begin('e', { until: abort.signal });
    await expect(beginning).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(asked).toBe(2);
  });

  it('ask once a store that can begin a recorder in the experiment of a name', async () => {
    const store = new MemoryExperimentStore();
    const asked: string[] = [];
    const able = Object.assign(store, {
      beginRecorder: async (name: string, recorder: NewRecorder) =>
        store.createRecorder((await store.getOrCreate(name)).id, recorder),
    });
    const counted = faulty(able, (method) => void asked.push(method));
    const { opened } = await new Experiments(counted, artifacts).begin('e');
    expect(asked).toEqual(['beginRecorder']);
    expect(opened).toEqual(await store.getRecorder(opened.id));
  });
});

describe('Experiments.end', () => {
  it('ends a recorder that others wrote, in two writes: tags, then status', async () => {
    const store = new MemoryExperimentStore();
    const asked: string[] = [];
    const all = new Experiments(
      faulty(store, (method) => void asked.push(method)),
      artifacts,
    );
    const { ref } = await all.begin('e', { tags: { kept: 1 } });
    asked.length = 0;
    const info = await all.end(ref, { status: 'FINISHED', tags: { ended: true } });
    expect(asked).toEqual(['setTags', 'setStatus']);
    expect(info).toMatchObject({ status: 'FINISHED', tags: { kept: 1, ended: true }, unflushed: [] });
    expect(info.endedAt).toEqual(expect.any(Number));
  });

  it('is refused under an old fence, and then changes nothing', async () => {
    const store = new MemoryExperimentStore();
    const all = new Experiments(store, artifacts);
    const { ref } = await all.begin('e', { task: { storeId: 's', pool: 'p', taskId: 't', fence: 5 } });
    const ending = all.end(ref, { status: 'FINISHED', tags: { from: 'zombie' }, fence: 4 });
    await expect(ending).rejects.toMatchObject({ code: 'RECORDER_FENCED' });
    expect(await store.getRecorder(ref.recorderId)).toMatchObject({ status: 'RUNNING', tags: {} });
  });
});

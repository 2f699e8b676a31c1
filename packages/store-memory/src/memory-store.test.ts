import { ArtifactStore, bindValue, Clock, createContainer, ExperimentStore, plugin, TaskStore } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { memoryStore } from './memory-store.js';

describe('memoryStore', () => {
  it('binds all three stores, once each, and closes them with the container', async () => {
    const app = await createContainer(memoryStore());
    const stores = [app.get(TaskStore), app.get(ExperimentStore), app.get(ArtifactStore)];
    expect(app.get(TaskStore)).toBe(stores[0]);
    await app.close();
    for (const store of stores) await expect(store.now()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });

  it('goes by the clock that it is given, else by the one of the container', async () => {
    const turned = plugin('test/clock', { bindings: [bindValue(Clock, { now: () => 7 })] });
    expect(await (await createContainer(memoryStore(), turned)).get(TaskStore).now()).toBe(7);
    const own = await createContainer(memoryStore({ clock: { now: () => 8 } }), turned);
    expect(await own.get(ExperimentStore).now()).toBe(8);
  });
});

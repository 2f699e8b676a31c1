import { MemoryArtifactStore, MemoryExperimentStore, MemoryTaskStore } from '@windrow/store-memory';
import { describeArtifactStore, describeExperimentStore, describeTaskStore, TurnedClock } from '../src/index.js';

describeTaskStore('MemoryTaskStore', async () => {
  const clock = new TurnedClock();
  const store = new MemoryTaskStore({ clock });
  return { store, advance: clock.advance, dispose: () => store.close() };
});

describeExperimentStore('MemoryExperimentStore', async () => {
  const clock = new TurnedClock();
  const store = new MemoryExperimentStore({ clock });
  return { store, advance: clock.advance, dispose: () => store.close() };
});

describeArtifactStore('MemoryArtifactStore', async () => {
  const clock = new TurnedClock();
  const store = new MemoryArtifactStore({ clock, maxBytes: 4 * 2 ** 20 });
  return { store, advance: clock.advance, dispose: () => store.close() };
});

import { describeTaskStore, TurnedClock } from '@windrow/testkit';
import { MemoryTaskStore } from '../src/index.js';

describeTaskStore('MemoryTaskStore', async () => {
  const clock = new TurnedClock();
  const store = new MemoryTaskStore({ clock });
  return { store, advance: clock.advance, dispose: () => store.close() };
});

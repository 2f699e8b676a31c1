import { describeTaskStore, TurnedClock } from '@windrow/testkit';
import { ToyData, ToyTaskStore } from '../src/index.js';

describeTaskStore('ToyTaskStore', async () => {
  const clock = new TurnedClock();
  const data = new ToyData();
  const open = async () => new ToyTaskStore(data, clock);
  const task = (pool: string, id: string) => data.pool(pool).tasks.find((each) => each.id === id);
  return {
    store: await open(),
    open,
    advance: clock.advance,
    writeProtocol: async (protocol) => {
      data.protocol = protocol;
    },
    writeUnknownField: async (pool, id, value) => void Object.assign(task(pool, id) ?? {}, { fromTheFuture: value }),
    readUnknownField: async (pool, id) => (task(pool, id) as { fromTheFuture?: string } | undefined)?.fromTheFuture,
    dispose: async () => data.clear(),
  };
});

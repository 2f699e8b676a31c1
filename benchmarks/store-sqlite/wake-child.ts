import { SqliteTaskStore } from '@windrow/store-sqlite';

const [directory = '', pool = ''] = process.argv.slice(2);
const store = await SqliteTaskStore.open({ directory });
await store.subscribe(pool, () => process.send?.(performance.timeOrigin + performance.now()));
process.send?.('ready');
process.on('disconnect', () => void store.close());

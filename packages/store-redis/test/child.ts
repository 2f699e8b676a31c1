import type { JsonValue, TaskStore } from '@windrow/core';
import { RedisTaskStore } from '../src/tasks/redis-task-store.js';

const quiet = (options: JsonValue) => ({ ...(options as { url: string; prefix: string }), onWarning: () => {} });

/** What other processes of the suites open. */
export async function openTaskStore(options: JsonValue): Promise<TaskStore> {
  return RedisTaskStore.open(quiet(options));
}

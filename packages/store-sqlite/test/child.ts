import type { JsonValue, TaskStore } from '@windrow/core';
import { SqliteTaskStore } from '../src/tasks/sqlite-task-store.js';

/** What another process of the suites opens. */
export async function openTaskStore(options: JsonValue): Promise<TaskStore> {
  return SqliteTaskStore.open(options as { directory: string });
}

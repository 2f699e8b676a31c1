import type { JsonValue, TaskStore } from '@windrow/core';
import { MongoTaskStore } from '../src/index.js';

type Options = { readonly url: string; readonly database: string };

/** What other processes of the suites open. */
export async function openTaskStore(options: JsonValue): Promise<TaskStore> {
  return MongoTaskStore.open(options as Options);
}

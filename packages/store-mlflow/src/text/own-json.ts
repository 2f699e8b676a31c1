import { type JsonObject, StoreCorruptError } from '@windrow/core';
import { z } from 'zod';
import { fromChunks } from './chunks.js';

export const objectSchema: z.ZodType<JsonObject> = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** What Windrow keeps as JSON in tags of a run; `undefined` when it is not there. @throws StoreCorruptError for anything else */
export function ownJson<T>(name: string, tags: ReadonlyMap<string, string>, schema: z.ZodType<T>): T | undefined {
  const text = fromChunks(name, tags);
  return text === undefined ? undefined : parseOwn(name, text, schema);
}

/** @throws StoreCorruptError */
export function parseOwn<T>(name: string, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new StoreCorruptError('The MLflow store', `tag ${name} of a run is not what Windrow wrote there`, { cause });
  }
}

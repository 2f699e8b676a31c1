import type { JsonValue, TaskDefinition } from '@windrow/core';
import { PlaceholderError } from '../errors/trainer-errors.js';

const pattern = /^<([^<>]+)>$/;

/**
 * A copy of `value` in which a text that is exactly `<NAME>` is replaced: by the object of that name (`<MODEL>`, `<DATASET>`), else by
 * what stands at that dotted path of the definition (`<dataset.kwargs.segments.test.0>`). Texts that only contain one stay as they are.
 * (Reference: `fill_placeholder`.)
 *
 * @throws PlaceholderError when the path leads nowhere
 */
export function fillPlaceholders(
  value: JsonValue,
  objects: Readonly<Record<string, unknown>>,
  definition: TaskDefinition,
): unknown {
  if (typeof value === 'string') {
    const name = pattern.exec(value)?.[1];
    if (name === undefined) return value;
    return Object.hasOwn(objects, name) ? objects[name] : lookUp(definition, name);
  }
  if (Array.isArray(value)) return value.map((item: JsonValue) => fillPlaceholders(item, objects, definition));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, fillPlaceholders(item, objects, definition)]),
  );
}

function lookUp(definition: TaskDefinition, path: string): JsonValue {
  let here: JsonValue = definition;
  for (const part of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) throw new PlaceholderError(path, part);
    here = (here as Readonly<Record<string, JsonValue>>)[part] as JsonValue;
  }
  return here;
}

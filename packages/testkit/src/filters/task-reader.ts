import { readPath, type StoredTask } from '@windrow/core';

/** Reads a stored task as filters see it: what `matches` of `@windrow/core` takes. Ask for its definition when you read it. */
export function taskReader(task: StoredTask): (path: readonly string[]) => unknown {
  const { definition, ...fields } = task;
  const document = {
    ...fields,
    definition: definition === undefined ? undefined : (JSON.parse(definition) as unknown),
  };
  return (path) => readPath(document, path);
}

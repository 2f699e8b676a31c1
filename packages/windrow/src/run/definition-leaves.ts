import { type JsonValue, readPath, type TaskDefinition } from '@windrow/core';

/** Windows differ in these, models do not. */
const SEGMENTS = 'dataset.kwargs.segments';

/** The dotted paths at which definitions differ, segments excepted, in the order in which they first come. Lists count as one value. */
export function varyingPaths(definitions: readonly TaskDefinition[]): readonly string[] {
  const all = definitions.map(leavesOf);
  const paths = new Set(all.flatMap((leaves) => [...leaves.keys()]));
  return [...paths].filter((path) => new Set(all.map((leaves) => leaves.get(path))).size > 1);
}

function leavesOf(definition: TaskDefinition): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: JsonValue, path: string): void => {
    if (path === SEGMENTS) return;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) leaves.set(path, JSON.stringify(value));
    else for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
  };
  walk(definition, '');
  return leaves;
}

/** What stands at a dotted path, as part of a key: texts and numbers as they are, `none` where there is nothing, else JSON. */
export function keyPart(definition: TaskDefinition, path: string): string | number {
  const value = readPath(definition, path.split('.'));
  if (typeof value === 'string' || typeof value === 'number') return value;
  return value === undefined || value === null ? 'none' : JSON.stringify(value);
}

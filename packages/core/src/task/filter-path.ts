import { InvalidFilterError } from '../errors/task-errors.js';
import type { FilterFieldType, FilterVocabulary } from './filter-vocabulary.js';
import { isWellFormed } from './well-formed.js';

/** The longest path, in parts. */
const MAX_PARTS = 64;

/** What one key of a filter names. `type` is absent below a root, where anything may be stored. */
export interface FilterField {
  readonly path: readonly string[];
  readonly type: FilterFieldType | undefined;
}

/**
 * Splits a key such as `definition.model.class` at its dots and looks its first part up.
 *
 * @throws InvalidFilterError
 */
export function parseFilterPath(key: string, at: string, vocabulary: FilterVocabulary): FilterField {
  const path = Object.freeze(key.split('.'));
  const root = path[0] ?? '';
  const type = vocabulary.fields.get(root);
  if (type !== undefined && path.length === 1) return { path, type };
  const shape = vocabulary.roots.get(root);
  if (shape === undefined || path.length === 1) throw new InvalidFilterError(at, unknownField(key, root, vocabulary));
  if (path.length > MAX_PARTS) throw new InvalidFilterError(at, `has more than ${MAX_PARTS} parts.`);
  for (const part of path) checkPart(part, at);
  if (shape === 'flat' && path.length > 2) {
    throw new InvalidFilterError(
      at,
      `${root} are flat, so only ${root}.<name> can be filtered, and no name that contains a dot.`,
    );
  }
  return { path, type: undefined };
}

function checkPart(part: string, at: string): void {
  if (part === '') throw new InvalidFilterError(at, 'has an empty part. An empty key can be stored, not filtered.');
  if (part.startsWith('$')) {
    throw new InvalidFilterError(at, 'has a part that starts with $. Such a key can be stored, not filtered.');
  }
  if (part.includes('\0') || !isWellFormed(part)) {
    throw new InvalidFilterError(at, 'has a part with a NUL character or half a surrogate pair.');
  }
}

function unknownField(key: string, root: string, vocabulary: FilterVocabulary): string {
  const names = [...vocabulary.fields.keys(), ...[...vocabulary.roots.keys()].map((name) => `${name}.*`)].join(', ');
  const what = vocabulary.roots.has(root)
    ? `${JSON.stringify(key)} is a group; name a key in it, such as ${root}.name.`
    : `a ${vocabulary.subject} has no field ${JSON.stringify(key)} to filter by.`;
  return `${what} There are ${names}.`;
}

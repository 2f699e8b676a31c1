/** Filters have at most 64 parts, and documents nest no deeper than 100. */
const MAX_DEPTH = 64;

/** Whether a filter can name this key; such keys alone become fields. */
export function isFieldName(key: string): boolean {
  return key !== '' && !key.startsWith('$') && !key.includes('.') && !key.includes('\0') && !/\p{Surrogate}/u.test(key);
}

/**
 * The copy of a JSON value that filters look at. Lists are empty objects there: a filter never looks into them, and the server
 * would. Keys that no filter can name are left out.
 */
export function queryableCopy(value: unknown, depth: number = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy = new Map<string, unknown>();
  if (Array.isArray(value) || depth >= MAX_DEPTH) return copy;
  for (const [key, child] of Object.entries(value)) {
    if (isFieldName(key)) copy.set(key, queryableCopy(child, depth + 1));
  }
  return copy;
}

import type { Filter } from '@windrow/core';
import { UsageError } from './cli-errors.js';

/** `'{"status":"failed"}'`; what it may name is checked where it is used. @throws UsageError */
export function parseFilterText(text: string): Filter {
  try {
    const filter: unknown = JSON.parse(text);
    if (typeof filter === 'object' && filter !== null && !Array.isArray(filter)) return filter as Filter;
  } catch {
    // Said below, in words.
  }
  throw new UsageError(
    `--filter must be a JSON object such as '{"status":"failed"}' or '{"tags.experiment":"rolling"}', not ${text}`,
  );
}

import type { Filter } from '@windrow/core';
import { UsageError } from './exit-codes.js';

/** `'{"status":"failed"}'`, with a note on what one looks like. @throws UsageError */
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

/** `30s`, `5m`, `2h`, `500ms`, or plain seconds; in ms. @throws UsageError */
export function parseDurationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (match === null) throw new UsageError(`A duration looks like 30s, 5m or 500ms, not ${text}`);
  return Math.round(Number(match[1]) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[(match[2] ?? 's') as 's']);
}

/** @throws UsageError */
export function parseInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new UsageError(`A whole number is expected, not ${text}`);
  return value;
}

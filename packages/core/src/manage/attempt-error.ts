import { inspect } from 'node:util';
import type { AttemptError } from '../task/attempt.js';

const MAX_NAME = 200;
const MAX_MESSAGE = 4_000;
const MAX_STACK = 16_000;
const MAX_CAUSES = 5;

/**
 * Whatever was thrown, as it is stored with the attempt: text only, of valid Unicode, cut to a bound (name and code 200
 * characters, message 4,000, stack with its causes 16,000). Never throws itself: strings, `undefined`, frozen errors, errors
 * that cause themselves, getters that throw and messages of 100 MB all give a small plain object.
 */
export function toAttemptError(thrown: unknown): AttemptError {
  const name = textOf(thrown, 'name');
  const message = textOf(thrown, 'message');
  const code = textOf(thrown, 'code');
  const stack = stackOf(thrown);
  return {
    name: cut(name ?? 'NonError', MAX_NAME),
    message: cut(message ?? `Something that is no error was thrown: ${describe(thrown)}`, MAX_MESSAGE),
    ...(code === undefined ? {} : { code: cut(code, MAX_NAME) }),
    ...(stack === undefined ? {} : { stack: cut(stack, MAX_STACK) }),
  };
}

function textOf(thrown: unknown, field: 'name' | 'message' | 'code' | 'stack'): string | undefined {
  const value = read(thrown, field);
  if (typeof value === 'string') return value;
  return field === 'code' && typeof value === 'number' ? String(value) : undefined;
}

function read(thrown: unknown, field: string): unknown {
  if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) return undefined;
  try {
    return (thrown as Readonly<Record<string, unknown>>)[field];
  } catch {
    return undefined;
  }
}

/** The stack, then that of each cause, as far as they go without coming back. */
function stackOf(thrown: unknown): string | undefined {
  const parts: string[] = [];
  const seen = new Set<unknown>();
  let length = 0;
  for (let error = thrown; parts.length <= MAX_CAUSES && length < MAX_STACK && !seen.has(error); ) {
    seen.add(error);
    const own = textOf(error, 'stack') ?? (parts.length === 0 ? undefined : describe(error));
    if (own === undefined) break;
    parts.push(cut(own, MAX_STACK));
    length += own.length;
    const cause = read(error, 'cause');
    if (cause === undefined) break;
    error = cause;
  }
  return parts.length === 0 ? undefined : parts.join('\nCaused by: ');
}

function describe(thrown: unknown): string {
  if (typeof thrown === 'string') return cut(thrown, MAX_MESSAGE);
  try {
    return inspect(thrown, {
      depth: 2,
      maxArrayLength: 20,
      maxStringLength: 1_000,
      customInspect: false,
      getters: false,
    });
  } catch {
    return 'an object that cannot be shown';
  }
}

function cut(text: string, most: number): string {
  const kept = text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text;
  return (kept as string & { toWellFormed(): string }).toWellFormed();
}

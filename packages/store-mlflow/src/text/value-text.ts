import type { JsonValue } from '@windrow/core';

/**
 * How a value is shown in MLflow, where every value is text: text as it is, everything else as JSON. Text that would be read as
 * something else is quoted as in JSON, so that nothing is lost.
 */
export function valueToText(value: JsonValue, read: (text: string) => JsonValue): string {
  return typeof value === 'string' && read(value) === value ? value : JSON.stringify(value);
}

/** Reads a tag's text: only what {@link valueToText} writes is anything but text, so `1.10` stays what it is. */
export function tagFromText(text: string): JsonValue {
  const value = parsed(text);
  return value !== undefined && JSON.stringify(value) === text && (typeof value !== 'object' || value === null)
    ? unlessItself(value, text)
    : text;
}

/** Reads a param's text, which Python may have written: its numbers (`1e-05`, `100.0`) are numbers, its lists of numbers lists. */
export function paramFromText(text: string): JsonValue {
  const value = parsed(text);
  if (typeof value === 'number') return isExact(value, text) ? value : text;
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null) return text === '{}' ? {} : text;
  return value === undefined || JSON.stringify(value) !== text ? text : unlessItself(value, text);
}

/** Whole numbers that are too long for a number stay text. */
function isExact(value: number, text: string): boolean {
  if (!Number.isFinite(value)) return false;
  return JSON.stringify(value) === text || Number.isSafeInteger(value) || !Number.isInteger(value);
}

/** A quoted text is read as one only where it had to be quoted. */
function unlessItself(value: JsonValue, text: string): JsonValue {
  if (typeof value !== 'string') return value;
  const inner = parsed(value);
  return inner === undefined ? text : value;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

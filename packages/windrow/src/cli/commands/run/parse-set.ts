import type { JsonValue } from '@windrow/core';
import { coreScalar } from '@windrow/workflow';
import { UsageError } from '../../cli-errors.js';

/**
 * `model.kwargs.alpha=0.1` as path and value. The value is JSON where it looks like it (`[1, 2]`, `{"a": 1}`, `"0.1"`), else what YAML
 * would make of it: a number, true, false, null or a text.
 *
 * @throws UsageError
 */
export function parseSet(given: readonly string[]): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(given.map(parseOne));
}

function parseOne(text: string): readonly [string, JsonValue] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--set takes a path and a value, such as model.kwargs.alpha=0.1, not ${text}`);
  const path = text.slice(0, at);
  const value = text.slice(at + 1);
  if (!/^\s*[[{"]/.test(value)) return [path, coreScalar(value)];
  try {
    return [path, JSON.parse(value) as JsonValue];
  } catch (cause) {
    throw new UsageError(`--set ${path}: ${value} begins like JSON but is none. Quote it, or mend it.`, { cause });
  }
}

import { InvalidArgumentError } from '../errors/task-errors.js';

/** @throws InvalidArgumentError */
export function requireInteger(argument: string, value: unknown, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new InvalidArgumentError(argument, `must be a whole number from ${least} to ${most}, not ${show(value)}.`);
  }
  return value;
}

/** A duration in ms. @throws InvalidArgumentError */
export function requireDurationMs(argument: string, value: unknown, leastMs: number): number {
  return requireInteger(argument, value, leastMs, Number.MAX_SAFE_INTEGER);
}

/** @throws InvalidArgumentError */
export function requireOneOf<T extends string>(argument: string, value: unknown, known: readonly T[]): T {
  if (!known.includes(value as T)) {
    throw new InvalidArgumentError(argument, `must be one of ${known.join(', ')}, not ${show(value)}.`);
  }
  return value as T;
}

/** A value as it stands in a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

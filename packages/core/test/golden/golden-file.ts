import { readFileSync } from 'node:fs';

/** An answer that would be right. */
interface SaneAnswer {
  readonly rule?: string;
  readonly output?: unknown;
  readonly throws?: string;
}

export interface GoldenCase<Input> {
  readonly name: string;
  readonly input: Input;
  readonly output?: unknown;
  readonly error?: { readonly type: string; readonly message: string };
  readonly quirk?: boolean;
  readonly overrun?: boolean;
  readonly sane?: readonly SaneAnswer[];
}

export interface GoldenCalendar {
  readonly days: readonly string[];
  readonly future?: readonly string[];
}

export interface GoldenFile<Input> {
  readonly calendars: { readonly [name: string]: GoldenCalendar };
  readonly cases: readonly GoldenCase<Input>[];
}

export function readGolden<Input>(name: string): GoldenFile<Input> {
  return JSON.parse(readFileSync(new URL(`../fixtures/golden/${name}`, import.meta.url), 'utf8')) as GoldenFile<Input>;
}

/** What a call gave: a value, or the error it threw. */
export type Answer = { readonly output: unknown } | { readonly error: unknown };

export function answerOf(call: () => unknown): Answer {
  try {
    return { output: call() };
  } catch (error) {
    return { error };
  }
}

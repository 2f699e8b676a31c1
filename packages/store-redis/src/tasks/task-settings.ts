import type { Backoff, NewTask } from '@windrow/core';

/** What was resolved at the submit and never changes; only clients read it, so it is one field. */
export interface TaskSettings {
  readonly backoff: Backoff;
  readonly schemaVersion: number;
  readonly timeLimitMs?: number;
}

type Settings = Pick<NewTask, 'backoff' | 'schemaVersion' | 'timeLimitMs'>;

export function packSettings({ backoff, schemaVersion, timeLimitMs }: Settings): string {
  const { initialMs, factor, maxMs, jitter } = backoff;
  return JSON.stringify({ b: [initialMs, factor, maxMs, jitter], v: schemaVersion, t: timeLimitMs });
}

/** Tasks of one submit, which are claimed one after the other, have the same settings. */
let latest: { readonly text: string; readonly settings: TaskSettings } | undefined;

/** The answer is shared and frozen. */
export function unpackSettings(text: string): TaskSettings {
  if (latest?.text !== text) latest = { text, settings: parseSettings(text) };
  return latest.settings;
}

function parseSettings(text: string): TaskSettings {
  const { b, v, t } = JSON.parse(text) as { b: [number, number, number, number]; v: number; t?: number };
  const [initialMs, factor, maxMs, jitter] = b;
  const backoff = Object.freeze({ initialMs, factor, maxMs, jitter });
  return { backoff, schemaVersion: v, ...(t !== undefined && { timeLimitMs: t }) };
}

import { z } from 'zod';
import { RECORDER_STATUSES } from '../../store/experiment-store.js';
import type { JsonObject } from '../../task/definition.js';

/**
 * One experiment as a tar file, not compressed, so that reading it never unpacks more than was sent:
 *
 * - `windrow-experiment.json`: the {@link ArchiveManifest}, first
 * - `recorders/00001/recorder.json`: an {@link ArchivedRecorder}
 * - `recorders/00001/metrics/00001.jsonl`: `{"key":"loss"}`, then one `[step, value, time]` a line
 * - `recorders/00001/artifacts/NAME`: the bytes
 * - `SHA256SUMS`: of every other entry, last, as `sha256sum -c` reads it
 */
export const ARCHIVE_FORMAT = 'windrow-experiment';
export const ARCHIVE_VERSION = 1;
export const MANIFEST_ENTRY = 'windrow-experiment.json';
export const SUMS_ENTRY = 'SHA256SUMS';

const jsonObject = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const tagValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const manifestSchema: z.ZodType<ArchiveManifest> = z.object({
  format: z.literal(ARCHIVE_FORMAT),
  version: z.literal(ARCHIVE_VERSION),
  storeId: z.string(),
  experiment: z.object({ id: z.string(), name: z.string().min(1), createdAt: z.number() }),
  recorders: z.array(z.string()),
});

export interface ArchiveManifest {
  readonly format: typeof ARCHIVE_FORMAT;
  readonly version: typeof ARCHIVE_VERSION;
  readonly storeId: string;
  readonly experiment: { readonly id: string; readonly name: string; readonly createdAt: number };
  /** Ids of the recorders that follow, in their order. */
  readonly recorders: readonly string[];
}

export const recorderSchema: z.ZodType<ArchivedRecorder> = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(RECORDER_STATUSES),
  tags: z.record(z.string(), tagValue),
  params: jsonObject,
  environment: jsonObject,
  unflushed: z.array(z.string()),
  times: z.object({ createdAt: z.number(), startedAt: z.number().nullable(), endedAt: z.number().nullable() }),
  task: jsonObject.nullable(),
});

export interface ArchivedRecorder {
  readonly id: string;
  readonly name: string;
  readonly status: (typeof RECORDER_STATUSES)[number];
  readonly tags: Readonly<Record<string, string | number | boolean | null>>;
  readonly params: JsonObject;
  readonly environment: JsonObject;
  readonly unflushed: readonly string[];
  readonly times: {
    readonly createdAt: number;
    readonly startedAt: number | null;
    readonly endedAt: number | null;
  };
  readonly task: JsonObject | null;
}

export type EntryPlace =
  | { readonly kind: 'manifest' | 'sums' }
  | { readonly kind: 'recorder' | 'metrics'; readonly recorder: number }
  | { readonly kind: 'artifact'; readonly recorder: number; readonly name: string };

/** What an entry's name says it is; `undefined` for a name that is none of the format. */
export function placeOf(entry: string): EntryPlace | undefined {
  if (entry === MANIFEST_ENTRY) return { kind: 'manifest' };
  if (entry === SUMS_ENTRY) return { kind: 'sums' };
  const match = /^recorders\/(\d{5,9})\/(?:(recorder\.json)|metrics\/\d{5,9}\.jsonl|artifacts\/(.+))$/s.exec(entry);
  if (match === null) return undefined;
  const recorder = Number(match[1]);
  if (match[3] !== undefined) return { kind: 'artifact', recorder, name: match[3] };
  return { kind: match[2] === undefined ? 'metrics' : 'recorder', recorder };
}

/** The directory of the n-th recorder, from 1. */
export function recorderDirectory(number: number): string {
  return `recorders/${String(number).padStart(5, '0')}`;
}

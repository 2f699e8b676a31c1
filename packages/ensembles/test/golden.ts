import { readFileSync } from 'node:fs';
import { type Key, KeyMap } from '@windrow/core';
import { compareCodePoints, Frame, parseInstant } from '@windrow/frame';

/** A value of the fixtures: see test/fixtures/README.md. */
export type GoldenValue = GoldenFrame | GoldenSeries | GoldenMap | number | string | null;
interface GoldenRows {
  readonly indexNames: readonly string[];
  readonly index: readonly (readonly string[])[];
}
interface GoldenFrame extends GoldenRows {
  readonly kind: 'frame';
  readonly columns: readonly string[];
  readonly data: readonly (readonly (number | string)[])[];
}
interface GoldenSeries extends GoldenRows {
  readonly kind: 'series';
  readonly name: string | null;
  readonly data: readonly (number | string)[];
}
export interface GoldenMap {
  readonly kind: 'map';
  readonly entries: readonly (readonly [Key, GoldenValue])[];
}

export interface GoldenCase<Input = Record<string, unknown>, Output = GoldenValue> {
  readonly name: string;
  readonly input: Input;
  readonly output?: Output;
  readonly error?: { readonly type: string; readonly message: string };
  readonly quirk?: boolean;
  readonly sane?: readonly { readonly output?: Output; readonly throws?: string }[];
}

export function readGolden<C>(file: string): readonly C[] {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: readonly C[] }).cases;
}

/** A golden value as Windrow has it: series are frames of one column, tuples are arrays. */
export function toValue(value: GoldenValue): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? toText(value) : value;
  if (value.kind === 'map') return toMap(value);
  return toFrame(value);
}

export function toMap(value: GoldenMap): KeyMap<unknown> {
  return new KeyMap(value.entries.map(([key, held]) => [key, toValue(held)]));
}

const toText = (value: string): unknown => value;

function toNumber(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}

function toFrame(value: GoldenFrame | GoldenSeries): Frame {
  const dateAt = value.indexNames.indexOf('datetime');
  const instrumentAt = value.indexNames.indexOf('instrument');
  const rows = value.index.map((key) => ({
    time: parseInstant(key[dateAt] as string),
    instrument: instrumentAt < 0 ? '' : (key[instrumentAt] as string),
  }));
  const times = [...new Set(rows.map((row) => row.time))].sort((a, b) => a - b);
  const instruments = [...new Set(rows.map((row) => row.instrument))].sort(compareCodePoints);
  const columns: [string, Float64Array][] =
    value.kind === 'series'
      ? [[value.name ?? 'score', Float64Array.from(value.data, toNumber)]]
      : value.columns.map((name, column) => [
          name,
          Float64Array.from(value.data, (row) => toNumber(row[column] as number | string)),
        ]);
  return Frame.fromParts({
    times: Float64Array.from(times),
    timeCodes: Int32Array.from(rows, (row) => times.indexOf(row.time)),
    instruments,
    instrumentCodes: Int32Array.from(rows, (row) => instruments.indexOf(row.instrument)),
    columns,
  });
}

/** The rows of a frame in their order, to compare with. */
export function rowsOf(frame: Frame): readonly (readonly [number, string])[] {
  return Array.from(frame.timeCodes, (code, row) => [
    frame.times[code] as number,
    frame.instruments[frame.instrumentCodes[row] as number] as string,
  ]);
}

import { compareCodePoints, Frame } from '@windrow/frame';
import fc from 'fast-check';

export const dayMs = 86_400_000;

/** Rows (day number, instrument, value of each column). */
export type Row = readonly [number, string, ...number[]];

/** A frame of rows in their order, with dictionaries of its own. */
export function frameOf(rows: readonly Row[], columns: readonly string[] = ['score']): Frame {
  const days = [...new Set(rows.map(([day]) => day))].sort((a, b) => a - b);
  const instruments = [...new Set(rows.map(([, instrument]) => instrument))].sort(compareCodePoints);
  const dayCodes = new Map(days.map((day, code) => [day, code]));
  const names = new Map(instruments.map((name, code) => [name, code]));
  return Frame.fromParts({
    times: Float64Array.from(days, (day) => day * dayMs),
    timeCodes: Int32Array.from(rows, ([day]) => dayCodes.get(day) as number),
    instruments,
    instrumentCodes: Int32Array.from(rows, ([, instrument]) => names.get(instrument) as number),
    columns: columns.map((name, place) => [name, Float64Array.from(rows, (row) => row[place + 2] as number)] as const),
  });
}

/** The rows of a frame in their order. */
export function rowsIn(frame: Frame): Row[] {
  const columns = frame.columnNames.map((name) => frame.column(name));
  return Array.from(
    frame.timeCodes,
    (code, row): Row => [
      (frame.times[code] as number) / dayMs,
      frame.instruments[frame.instrumentCodes[row] as number] as string,
      ...columns.map((values) => values[row] as number),
    ],
  );
}

/** Distinct keys in any order, each with a value. */
export function rowsArbitrary(
  options: { readonly value?: fc.Arbitrary<number>; readonly minLength?: number } = {},
): fc.Arbitrary<Row[]> {
  const value =
    options.value ?? fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -50, max: 50 }) }, fc.constant(Number.NaN));
  return fc.uniqueArray(fc.tuple(fc.nat({ max: 9 }), fc.constantFrom('A', 'B', 'C', 'D', '｡', '😀'), value), {
    minLength: options.minLength ?? 0,
    maxLength: 40,
    selector: ([day, instrument]) => `${day}/${instrument}`,
  });
}

/** Rows that may have one key twice. */
export const repeatedRowsArbitrary: fc.Arbitrary<Row[]> = fc.array(
  fc.tuple(fc.nat({ max: 6 }), fc.constantFrom('A', 'B', 'C'), fc.integer({ min: -9, max: 9 })),
  { maxLength: 30 },
);

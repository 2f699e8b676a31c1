import type { FrameView } from './frame-view.js';

/** A row as an object. With the names of columns asked for, their types are known. */
export type FrameRow<Column extends string = never> = {
  /** A `Date` of its own, so that changing it changes nothing else. */
  readonly datetime: Date;
  readonly instrument: string;
} & ([Column] extends [never] ? { readonly [column: string]: unknown } : Readonly<Record<Column, number>>);

/** The rows one by one; see `Frame.rows`. */
export function iterateRows<Column extends string>(
  frame: FrameView,
  names: readonly Column[],
): IterableIterator<FrameRow<Column>> {
  const wanted: readonly string[] = names.length > 0 ? names : frame.columnNames;
  // Looked up here, not in the generator, so that an unknown name is an error at the call.
  return generateRows(
    frame,
    wanted.map((name) => [name, frame.column(name)]),
  );
}

function* generateRows<Column extends string>(
  frame: FrameView,
  columns: readonly (readonly [string, Float64Array])[],
): IterableIterator<FrameRow<Column>> {
  for (let row = 0; row < frame.length; row++) {
    const object: Record<string, unknown> = {
      datetime: new Date(frame.times[frame.timeCodes[row] as number] as number),
      instrument: frame.instruments[frame.instrumentCodes[row] as number],
    };
    for (const [name, values] of columns) object[name] = values[row];
    yield object as FrameRow<Column>;
  }
}

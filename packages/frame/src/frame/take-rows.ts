import type { FrameParts } from './frame-parts.js';
import type { FrameView } from './frame-view.js';

/** The parts of a frame with the rows `rows` of `frame`, in that order. Dictionaries are kept. */
export function takeRows(frame: FrameView, rows: Int32Array): FrameParts {
  return {
    times: frame.times,
    timeCodes: gather(frame.timeCodes, rows, new Int32Array(rows.length)),
    instruments: frame.instruments,
    instrumentCodes: gather(frame.instrumentCodes, rows, new Int32Array(rows.length)),
    columns: new Map(
      Array.from(frame.columns, ([name, values]) => [name, gather(values, rows, new Float64Array(rows.length))]),
    ),
  };
}

function gather<T extends Float64Array | Int32Array>(values: T, rows: Int32Array, into: T): T {
  for (let place = 0; place < rows.length; place++) into[place] = values[rows[place] as number] as number;
  return into;
}

import { UnknownInstrumentError } from '../errors/frame-key-errors.js';
import { compareCodePoints } from '../order/compare-code-points.js';
import type { FrameParts } from './frame-parts.js';
import type { FrameView } from './frame-view.js';
import { takeRows } from './take-rows.js';

/** The first index in ascending `values` that is not below `value`. */
function lowerBound(values: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The parts of a frame with the rows between two instants, both included; see `Frame.select`. */
export function selectTimes(frame: FrameView, fromMs: number, toMs: number): FrameParts {
  const firstCode = lowerBound(frame.times, fromMs);
  let endCode = lowerBound(frame.times, toMs);
  if (frame.times[endCode] === toMs) endCode++;
  if (frame.isSorted()) {
    const start = lowerBound(frame.timeCodes, firstCode);
    return sliceRows(frame, start, Math.max(start, lowerBound(frame.timeCodes, endCode)));
  }
  return filterRows(frame, frame.timeCodes, firstCode, endCode);
}

/** The parts of a frame with the rows of one instrument, in a frame of that one instrument; see `Frame.instrument`. */
export function selectInstrument(frame: FrameView, name: string): FrameParts {
  const code = findInstrument(frame.instruments, name);
  if (code === undefined) throw new UnknownInstrumentError(name, frame.instruments);
  const parts = filterRows(frame, frame.instrumentCodes, code, code + 1);
  return { ...parts, instruments: [name], instrumentCodes: parts.instrumentCodes.fill(0) };
}

function findInstrument(instruments: readonly string[], name: string): number | undefined {
  let low = 0;
  let high = instruments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareCodePoints(instruments[middle] as string, name) < 0) low = middle + 1;
    else high = middle;
  }
  return instruments[low] === name ? low : undefined;
}

function sliceRows(frame: FrameView, start: number, end: number): FrameParts {
  return {
    times: frame.times,
    timeCodes: frame.timeCodes.subarray(start, end),
    instruments: frame.instruments,
    instrumentCodes: frame.instrumentCodes.subarray(start, end),
    columns: Array.from(frame.columns, ([name, values]) => [name, values.subarray(start, end)] as const),
  };
}

function filterRows(frame: FrameView, codes: Int32Array, firstCode: number, endCode: number): FrameParts {
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code >= firstCode && code < endCode) count++;
  }
  const rows = new Int32Array(count);
  let place = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code >= firstCode && code < endCode) rows[place++] = row;
  }
  return takeRows(frame, rows);
}

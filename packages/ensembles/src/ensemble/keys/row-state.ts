import type { Frame } from '@windrow/frame';

/** How a frame's rows follow each other: each above the one before, equal keys among them, or in any order. */
export type RowState = 'ascending' | 'repeating' | 'unsorted';

/** The state of the rows of a frame: from its promises where it has them, else one pass over the codes. */
export function rowStateOf(frame: Frame): RowState {
  // The promises of a frame can be seen in its message form without looking the order up.
  const { sorted, unique } = frame.toTransfer().data;
  if (sorted === true && unique === true) return 'ascending';
  return scanRows(frame.timeCodes, frame.instrumentCodes);
}

function scanRows(timeCodes: Int32Array, instrumentCodes: Int32Array): RowState {
  const rows = timeCodes.length;
  let leastStep = 1;
  let start = 0;
  // One day at a time: half the comparisons of looking at both codes of each row.
  while (start < rows) {
    const time = timeCodes[start] as number;
    const end = endOfTime(timeCodes, time, start + 1);
    if (end < rows && (timeCodes[end] as number) < time) return 'unsorted';
    leastStep = Math.min(leastStep, leastStepOf(instrumentCodes, start, end));
    if (leastStep < 0) return 'unsorted';
    start = end;
  }
  return leastStep === 0 ? 'repeating' : 'ascending';
}

/** Where the rows of one time end that go on from `from`. */
function endOfTime(timeCodes: Int32Array, time: number, from: number): number {
  let row = from;
  for (; row + 3 < timeCodes.length; row += 4) {
    const a = (timeCodes[row] as number) ^ time;
    const b = (timeCodes[row + 1] as number) ^ time;
    const c = (timeCodes[row + 2] as number) ^ time;
    const d = (timeCodes[row + 3] as number) ^ time;
    if ((a | b | c | d) !== 0) break;
  }
  while (row < timeCodes.length && timeCodes[row] === time) row++;
  return row;
}

/** Below 0 when some code is below the one before, else 0 when two that follow each other are equal, else 1. */
function leastStepOf(codes: Int32Array, from: number, to: number): number {
  // The sign of a step less one says whether codes ascend; put together with "or", no row needs a question of its own.
  let signs = 0;
  let previous = codes[from] as number;
  let row = from + 1;
  for (; row + 3 < to; row += 4) {
    const a = codes[row] as number;
    const b = codes[row + 1] as number;
    const c = codes[row + 2] as number;
    const d = codes[row + 3] as number;
    signs |= (a - previous - 1) | (b - a - 1) | (c - b - 1) | (d - c - 1);
    previous = d;
  }
  for (; row < to; row++) {
    const code = codes[row] as number;
    signs |= code - previous - 1;
    previous = code;
  }
  if (signs >= 0) return 1;
  for (row = from + 1; row < to; row++) if ((codes[row] as number) < (codes[row - 1] as number)) return -1;
  return 0;
}

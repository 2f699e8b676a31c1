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
  let repeats = false;
  let row = 0;
  while (row < rows) {
    const time = timeCodes[row] as number;
    let previous = instrumentCodes[row] as number;
    row++;
    // One day at a time: half the comparisons of looking at both codes of each row.
    for (; row < rows && timeCodes[row] === time; row++) {
      const instrument = instrumentCodes[row] as number;
      if (instrument <= previous) {
        if (instrument < previous) return 'unsorted';
        repeats = true;
      }
      previous = instrument;
    }
    if (row < rows && (timeCodes[row] as number) < time) return 'unsorted';
  }
  return repeats ? 'repeating' : 'ascending';
}

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
  let state: RowState = 'ascending';
  let previousTime = -1;
  let previousInstrument = -1;
  for (let row = 0; row < timeCodes.length; row++) {
    const time = timeCodes[row] as number;
    const instrument = instrumentCodes[row] as number;
    if (time === previousTime) {
      if (instrument <= previousInstrument) {
        if (instrument < previousInstrument) return 'unsorted';
        state = 'repeating';
      }
    } else if (time < previousTime) return 'unsorted';
    previousTime = time;
    previousInstrument = instrument;
  }
  return state;
}

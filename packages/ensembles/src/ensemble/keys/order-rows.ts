import type { Frame } from '@windrow/frame';

/** The rows of a frame in ascending order of their keys, each key once. */
export interface OrderedRows {
  /** Which row of the frame comes k-th; of rows with one key, the last. */
  readonly order: Int32Array;
  readonly timeCodes: Int32Array;
  readonly instrumentCodes: Int32Array;
}

const cellsPerRow = 4;

/**
 * Orders the rows of a frame whose rows are not ascending. Where the used part of the day × instrument grid has at most four cells a
 * row, rows are laid on that grid and read off again; where keys are sparser, two counting passes sort them. Both are linear.
 */
export function orderRows(frame: Frame): OrderedRows {
  const { timeCodes, instrumentCodes } = frame;
  const times = rangeOf(timeCodes);
  const instruments = rangeOf(instrumentCodes);
  const cells = times.size * instruments.size;
  if (cells <= cellsPerRow * timeCodes.length) return orderOnGrid(frame, times, instruments);
  return orderByCounting(frame, times, instruments);
}

interface CodeRange {
  readonly from: number;
  readonly size: number;
}

function rangeOf(codes: Int32Array): CodeRange {
  let lowest = codes[0] as number;
  let highest = lowest;
  for (let row = 1; row < codes.length; row++) {
    const code = codes[row] as number;
    if (code < lowest) lowest = code;
    else if (code > highest) highest = code;
  }
  return { from: lowest, size: highest - lowest + 1 };
}

function orderOnGrid(frame: Frame, times: CodeRange, instruments: CodeRange): OrderedRows {
  const { timeCodes, instrumentCodes, length } = frame;
  const width = instruments.size;
  const grid = new Int32Array(times.size * width);
  const origin = times.from * width + instruments.from;
  let unique = 0;
  for (let row = 0; row < length; row++) {
    const cell = (timeCodes[row] as number) * width + (instrumentCodes[row] as number) - origin;
    if (grid[cell] === 0) unique++;
    grid[cell] = row + 1;
  }
  const ordered = emptyOrder(unique);
  let place = 0;
  let cell = 0;
  for (let time = times.from; time < times.from + times.size; time++) {
    for (let instrument = instruments.from; instrument < instruments.from + width; instrument++) {
      const row = grid[cell++] as number;
      if (row === 0) continue;
      ordered.order[place] = row - 1;
      ordered.timeCodes[place] = time;
      ordered.instrumentCodes[place] = instrument;
      place++;
    }
  }
  return ordered;
}

function orderByCounting(frame: Frame, times: CodeRange, instruments: CodeRange): OrderedRows {
  const { timeCodes, instrumentCodes, length } = frame;
  const byInstrument = countingPass(instrumentCodes, instruments, undefined);
  const sorted = countingPass(timeCodes, times, byInstrument);
  const codes = { time: byInstrument, instrument: new Int32Array(length) };
  let unique = 0;
  for (let place = 0; place < length; place++) {
    const row = sorted[place] as number;
    const time = timeCodes[row] as number;
    const instrument = instrumentCodes[row] as number;
    const repeats = unique > 0 && codes.time[unique - 1] === time && codes.instrument[unique - 1] === instrument;
    // The passes are stable, so the last row of a key comes last and takes its place.
    const slot = repeats ? unique - 1 : unique++;
    sorted[slot] = row;
    codes.time[slot] = time;
    codes.instrument[slot] = instrument;
  }
  return {
    order: sorted.subarray(0, unique),
    timeCodes: codes.time.subarray(0, unique),
    instrumentCodes: codes.instrument.subarray(0, unique),
  };
}

function countingPass(codes: Int32Array, range: CodeRange, previous: Int32Array | undefined): Int32Array {
  const next = new Int32Array(range.size + 1);
  for (let row = 0; row < codes.length; row++) {
    const slot = (codes[row] as number) - range.from + 1;
    next[slot] = (next[slot] as number) + 1;
  }
  for (let slot = 1; slot <= range.size; slot++) next[slot] = (next[slot] as number) + (next[slot - 1] as number);
  const order = new Int32Array(codes.length);
  for (let place = 0; place < codes.length; place++) {
    const row = previous === undefined ? place : (previous[place] as number);
    const slot = (codes[row] as number) - range.from;
    const target = next[slot] as number;
    order[target] = row;
    next[slot] = target + 1;
  }
  return order;
}

function emptyOrder(rows: number): OrderedRows {
  return { order: new Int32Array(rows), timeCodes: new Int32Array(rows), instrumentCodes: new Int32Array(rows) };
}

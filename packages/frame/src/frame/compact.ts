import type { FrameParts } from './frame-parts.js';
import type { FrameView } from './frame-view.js';

/** The parts of a frame whose dictionaries hold what rows use and nothing else; see `Frame.compact`. */
export function compactParts(frame: FrameView): FrameParts | undefined {
  const time = usedCodes(frame.timeCodes, frame.times.length);
  const instrument = usedCodes(frame.instrumentCodes, frame.instruments.length);
  if (time.count === frame.times.length && instrument.count === frame.instruments.length) return undefined;
  return {
    times: frame.times.filter((_, code) => time.rank[code] !== unused),
    timeCodes: frame.timeCodes.map((code) => time.rank[code] as number),
    instruments: frame.instruments.filter((_, code) => instrument.rank[code] !== unused),
    instrumentCodes: frame.instrumentCodes.map((code) => instrument.rank[code] as number),
    columns: frame.columns,
  };
}

const unused = -1;

function usedCodes(codes: Int32Array, codeCount: number): { readonly rank: Int32Array; readonly count: number } {
  const rank = new Int32Array(codeCount).fill(unused);
  for (let row = 0; row < codes.length; row++) rank[codes[row] as number] = 0;
  let count = 0;
  for (let code = 0; code < codeCount; code++) if (rank[code] !== unused) rank[code] = count++;
  return { rank, count };
}

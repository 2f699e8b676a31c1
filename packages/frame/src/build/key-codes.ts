import { compareCodePoints } from '../order/compare-code-points.js';
import { KeyEncoder, renumber } from './key-encoder.js';

/** The half of a frame that says which row is which. */
export interface FrameKeys {
  readonly times: Float64Array;
  readonly timeCodes: Int32Array;
  readonly instruments: readonly string[];
  readonly instrumentCodes: Int32Array;
}

/** Collects the keys of rows that come one after the other. */
export class KeyCollector {
  readonly times: KeyEncoder<number> = new KeyEncoder((a, b) => a - b);
  readonly instruments: KeyEncoder<string> = new KeyEncoder(compareCodePoints);

  /** The dictionaries in their order, and the codes renumbered to fit. */
  finish(timeCodes: Int32Array, instrumentCodes: Int32Array): FrameKeys {
    const times = this.times.finish();
    const instruments = this.instruments.finish();
    return {
      times: Float64Array.from(times.keys),
      timeCodes: renumber(timeCodes, times.rank),
      instruments: instruments.keys,
      instrumentCodes: renumber(instrumentCodes, instruments.rank),
    };
  }
}

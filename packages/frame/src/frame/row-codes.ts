import type { RowCodes } from '../order/row-order.js';
import type { Frame } from './frame.js';

/** The codes of a frame's rows with the sizes of their dictionaries. */
export function codesOf(frame: Frame): RowCodes {
  return {
    timeCodes: frame.timeCodes,
    instrumentCodes: frame.instrumentCodes,
    timeCount: frame.times.length,
    instrumentCount: frame.instruments.length,
  };
}

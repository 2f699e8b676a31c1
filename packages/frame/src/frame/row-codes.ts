import type { RowCodes } from '../order/row-order.js';
import type { FrameView } from './frame-view.js';

/** The codes of a frame's rows with the sizes of their dictionaries. */
export function codesOf(frame: FrameView): RowCodes {
  return {
    timeCodes: frame.timeCodes,
    instrumentCodes: frame.instrumentCodes,
    timeCount: frame.times.length,
    instrumentCount: frame.instruments.length,
  };
}

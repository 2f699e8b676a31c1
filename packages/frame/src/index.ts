export {
  CodeRangeError,
  DictionaryOrderError,
  DuplicateKeyError,
  InvalidInstrumentError,
  InvalidTimeError,
  UnknownInstrumentError,
  UnsortedFrameError,
} from './errors/frame-key-errors.js';
export {
  ColumnLengthError,
  ColumnMismatchError,
  ColumnNameError,
  EmptyFrameError,
  maxRows,
  NotAFrameError,
  TooManyRowsError,
  UnknownColumnError,
} from './errors/frame-shape-errors.js';
export { WindrowError, type WindrowErrorOptions } from './errors/windrow-error.js';
export { Frame } from './frame/frame.js';
export type { FrameData, FrameMessage } from './frame/frame-data.js';
export { checkRowCount, type FrameParts } from './frame/frame-parts.js';
export { requireUnique } from './frame/validate.js';
export { compareCodePoints } from './order/compare-code-points.js';
export { formatInstant, formatInstantShort } from './time/format-instant.js';
export { type InstantLike, parseInstant, toInstantMs } from './time/parse-instant.js';

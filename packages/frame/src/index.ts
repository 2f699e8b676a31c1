export { fromArrow, readArrow } from './arrow/from-arrow.js';
export { toArrow, writeArrow } from './arrow/to-arrow.js';
export type { FrameColumns } from './build/from-columns.js';
export type { FromRowsOptions } from './build/from-rows.js';
export type { ValueLike } from './build/to-value.js';
export type { CsvOptions } from './csv/csv-reader.js';
export { fromCsv, readCsv } from './csv/from-csv.js';
export { toCsv, writeCsv } from './csv/to-csv.js';
export { FileFormatError, RaggedRowError, TimeColumnError } from './errors/file-errors.js';
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
export { ColumnTypeError, FrameOptionError, InvalidValueError } from './errors/frame-value-errors.js';
export { WindrowError, type WindrowErrorOptions } from './errors/windrow-error.js';
export type { ReadOptions } from './file/read-options.js';
export type { ColumnSummary, FrameSummary } from './frame/describe.js';
export type { Tolerance } from './frame/equals.js';
export { Frame } from './frame/frame.js';
export type { FrameData, FrameMessage } from './frame/frame-data.js';
export { checkRowCount, type FrameParts } from './frame/frame-parts.js';
export type { JoinOptions } from './frame/join.js';
export { type PrintOptions, printFrame } from './frame/print.js';
export type { FrameRow } from './frame/rows.js';
export type { TableJson } from './frame/table-json.js';
export { requireUnique } from './frame/validate.js';
export { type DieboldMariano, type DieboldMarianoOptions, dieboldMariano } from './metrics/diebold-mariano.js';
export { type GroupReturns, type GroupReturnsOptions, groupReturns } from './metrics/group-returns.js';
export { type InformationCoefficient, ic, rankIc } from './metrics/information-coefficient.js';
export type { DailyMetric, MetricColumns } from './metrics/metric-columns.js';
export { hitRate, mae, r2, rmse } from './metrics/prediction-errors.js';
export { compareCodePoints } from './order/compare-code-points.js';
export { fromParquet, readParquet } from './parquet/from-parquet.js';
export { toParquet, writeParquet } from './parquet/to-parquet.js';
export { formatInstant, formatInstantShort } from './time/format-instant.js';
export { type InstantLike, parseInstant, toInstantMs } from './time/parse-instant.js';

import type { Frame } from '@windrow/frame';

/** What a handler gives: features and label over the same rows, in the same order. */
export interface HandledData {
  /** One column per feature, unscaled; NaN where it cannot be known. */
  readonly features: Frame;
  /** One column; NaN where the future is not known. */
  readonly label: Frame;
}

/**
 * Turns raw data into features and a label. A feature of a day must be known at that day; a label may read the days after it.
 * (Reference: `qlib.data.dataset.handler.DataHandlerLP`, without its fitted processors: those belong to the dataset here.)
 */
export interface DataHandler {
  load(): HandledData | Promise<HandledData>;
}

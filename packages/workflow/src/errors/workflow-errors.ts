import { WindrowError } from '@windrow/core';

/** `NOTHING_TO_LEARN`: no training row has a label and all features. */
export class NothingToLearnError extends WindrowError {
  readonly code = 'NOTHING_TO_LEARN';
  constructor(
    readonly model: string,
    readonly rows: number,
  ) {
    super(
      `${model} cannot learn: of ${rows} training rows none has a label and every feature, or the features are collinear and alpha is 0. ` +
        `Check the 'train' segment against the data's dates, or raise alpha.`,
    );
  }
}

/** `MODEL_NOT_FITTED`. */
export class ModelNotFittedError extends WindrowError {
  readonly code = 'MODEL_NOT_FITTED';
  constructor(readonly model: string) {
    super(`${model} has learned nothing yet. Call fit() first, or load a saved model.`);
  }
}

/** `COLUMNS_CHANGED`: the features differ from those the model learned on. */
export class ColumnsChangedError extends WindrowError {
  readonly code = 'COLUMNS_CHANGED';
  constructor(
    readonly model: string,
    readonly learned: readonly string[],
    readonly found: readonly string[],
  ) {
    super(
      `${model} learned on the features ${learned.join(', ')}, but the dataset has ${found.join(', ')}. Train it anew on this dataset.`,
    );
  }
}

/** `UNKNOWN_SEGMENT`. */
export class UnknownSegmentError extends WindrowError {
  readonly code = 'UNKNOWN_SEGMENT';
  constructor(
    readonly segment: string,
    readonly known: readonly string[],
  ) {
    super(`The dataset has no segment "${segment}". Its segments: ${known.join(', ')}.`);
  }
}

/** `EMPTY_DATA`: a segment holds no row of the data. */
export class EmptyDataError extends WindrowError {
  readonly code = 'EMPTY_DATA';
  constructor(
    readonly segment: string,
    readonly range: string,
    readonly data: string,
  ) {
    super(
      `Segment "${segment}" (${range}) holds no row: the data covers ${data}. Move the segment, or bring more data.`,
    );
  }
}

/** `SIGNAL_MISSING`: a record that analyses a signal found none. */
export class SignalMissingError extends WindrowError {
  readonly code = 'SIGNAL_MISSING';
  constructor(
    readonly record: string,
    readonly artifact: string,
  ) {
    super(
      `${record} needs the artifact "${artifact}", and the recorder has no such frame. Put SignalRecord before it in the definition's record list.`,
    );
  }
}

import { WindrowError, type WindrowErrorOptions } from '@windrow/frame';

/** `RECORDER_UNFLUSHED`: a recorder was to be FINISHED while some of its writes had not reached the store; it is FAILED and lists them. */
export class RecorderUnflushedError extends WindrowError {
  readonly code = 'RECORDER_UNFLUSHED';
  constructor(
    readonly recorderId: string,
    /** What is missing, in words: `metric loss, steps 10 to 19`. */
    readonly unflushed: readonly string[],
    options: WindrowErrorOptions = {},
  ) {
    super(
      `Recorder ${recorderId} was not FINISHED, because ${unflushed.length} of its writes did not reach the store: ${unflushed.slice(0, 5).join('; ')}` +
        `${unflushed.length > 5 ? '; …' : ''}. It is FAILED and lists them as unflushed. Check the store, then resume it and write them again.`,
      options,
    );
  }
}

/** `EXPERIMENT_ARCHIVE`: an archive cannot be imported: damaged, cut off, or made by something else. Nothing of it is kept. */
export class ExperimentArchiveError extends WindrowError {
  readonly code = 'EXPERIMENT_ARCHIVE';
  constructor(
    /** Where in the archive; empty for the whole. */
    readonly entry: string,
    readonly reason: string,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `The experiment archive cannot be imported${entry === '' ? '' : `: ${JSON.stringify(entry)}`}: ${reason}. Nothing of it was kept. Export the experiment again.`,
      options,
    );
  }
}

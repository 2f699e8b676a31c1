import { WindrowError } from '@windrow/frame';

/** `KEY_INVALID`: something that should name a member is no text, finite number or tuple of these. */
export class InvalidKeyError extends WindrowError {
  readonly code = 'KEY_INVALID';
  constructor(
    readonly value: unknown,
    readonly where: string,
  ) {
    super(
      `${where} cannot have the key ${describe(value)}. A key is a text, a finite number, or an array of keys, such as ['lgb', 5].`,
    );
  }
}

/** `KEYS_DUPLICATE`: a plain map holds one tuple twice. */
export class DuplicateKeysError extends WindrowError {
  readonly code = 'KEYS_DUPLICATE';
  constructor(readonly key: string) {
    super(`The key ${key} comes twice, as two arrays of the same value. Give each member a key of its own.`);
  }
}

/** `ENSEMBLE_EMPTY`: there is nothing to make one object of. */
export class EmptyEnsembleError extends WindrowError {
  readonly code = 'ENSEMBLE_EMPTY';
  constructor(
    readonly ensemble: string,
    readonly members: number,
  ) {
    super(
      members === 0
        ? `${ensemble} was given no members. Check the collector's filter, status and artifacts: nothing was collected.`
        : `${ensemble} was given ${count(members, 'member')} without a single row. Check what the recorders saved.`,
    );
  }
}

/** `ENSEMBLE_MEMBER`: a member is not what the ensemble works on. */
export class InvalidMemberError extends WindrowError {
  readonly code = 'ENSEMBLE_MEMBER';
  constructor(
    readonly ensemble: string,
    readonly member: string,
    readonly reason: string,
  ) {
    super(`${ensemble} cannot use the member ${member}: ${reason}.`);
  }
}

/** `ENSEMBLE_OPTIONS`: an option has a value that means nothing; nothing was computed. */
export class EnsembleOptionsError extends WindrowError {
  readonly code = 'ENSEMBLE_OPTIONS';
  constructor(
    readonly owner: string,
    readonly option: string,
    readonly reason: string,
  ) {
    super(`${owner}: ${option} ${reason}.`);
  }
}

/** `COLUMNS_AMBIGUOUS`: a member has several columns, or none, and nobody said which one counts. */
export class AmbiguousColumnsError extends WindrowError {
  readonly code = 'COLUMNS_AMBIGUOUS';
  constructor(
    readonly member: string,
    readonly columns: readonly string[],
  ) {
    super(
      columns.length === 0
        ? `The member ${member} has no column to average. Check what its recorder saved.`
        : `The member ${member} has ${columns.length} columns, ${columns.map((name) => `'${name}'`).join(', ')}. ` +
            `Say which one counts with column: '${columns[0]}', or each: true to count every column as a member.`,
    );
  }
}

/** `MEMBER_ROWS_DUPLICATE`: a member has two rows of one (datetime, instrument). */
export class DuplicateRowsError extends WindrowError {
  readonly code = 'MEMBER_ROWS_DUPLICATE';
  constructor(
    readonly member: string,
    /** ISO 8601. */
    readonly datetime: string,
    readonly instrument: string,
  ) {
    super(
      `The member ${member} has more than one row for (${datetime}, '${instrument}'). Keep one of them; RollingEnsemble keeps the last.`,
    );
  }
}

/** `MEMBER_VALUE_INFINITE`: an infinity would spoil the mean of its whole day. */
export class InfiniteValueError extends WindrowError {
  readonly code = 'MEMBER_VALUE_INFINITE';
  constructor(
    readonly member: string,
    readonly value: number,
    /** ISO 8601. */
    readonly datetime: string,
    readonly instrument: string,
  ) {
    super(
      `The member ${member} has ${value} at (${datetime}, '${instrument}'), which would spoil that whole day. ` +
        'Find out where it comes from; NaN is the value for a missing score.',
    );
  }
}

/** `ENSEMBLE_DEGENERATE`: standardising would turn every value into the same zero. */
export class DegenerateEnsembleError extends WindrowError {
  readonly code = 'ENSEMBLE_DEGENERATE';
  constructor(
    readonly members: readonly string[],
    readonly days: number,
  ) {
    super(
      `No day of any member (${listSome(members)}; ${count(days, 'day')}) has two different values, so every standardised value would be 0. ` +
        'Average one instrument, or a series of ICs, with standardize: false.',
    );
  }
}

/** `DAY_DEGENERATE`: a day of a member has one value, or equal ones, and `onDegenerate` is `'error'`. */
export class DegenerateDayError extends WindrowError {
  readonly code = 'DAY_DEGENERATE';
  constructor(
    readonly member: string,
    /** ISO 8601. */
    readonly datetime: string,
    readonly values: number,
  ) {
    super(
      `The member ${member} cannot be standardised on ${datetime}: ${values === 1 ? 'it has one value' : `its ${values} values are equal`} there. ` +
        "Choose what such a day means with onDegenerate: 'zero', 'abstain' or 'nan'.",
    );
  }
}

/** `GROUP_KEY`: a member cannot be given to a group. */
export class GroupKeyError extends WindrowError {
  readonly code = 'GROUP_KEY';
  constructor(
    readonly key: string,
    readonly reason: string,
  ) {
    super(`The member ${key} cannot be given to a group: ${reason}.`);
  }
}

/** `PROCESS_STEP`: something in a list of steps is no group, ensemble or function. */
export class ProcessStepError extends WindrowError {
  readonly code = 'PROCESS_STEP';
  constructor(
    readonly index: number,
    readonly reason: string,
  ) {
    super(
      `Step ${index} of the processing ${reason}. A step is a group, an ensemble, or a function of the collected value.`,
    );
  }
}

/** `COLLECT_ARTIFACT_MISSING`: a recorder has not saved what is collected. */
export class CollectArtifactMissingError extends WindrowError {
  readonly code = 'COLLECT_ARTIFACT_MISSING';
  constructor(
    readonly recorderId: string,
    readonly key: string,
    readonly artifact: string,
    readonly path: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(
      `Recorder ${recorderId} (key ${key}) has no ${JSON.stringify(path)} to collect as ${JSON.stringify(artifact)}. ` +
        "Train its task again, filter it out, or collect the rest with onMissing: 'skip', which lists what is missing.",
      options,
    );
  }
}

/** `COLLECT_KEY_DUPLICATE`: two objects would be collected under one key, and one would be lost. */
export class CollectKeyDuplicateError extends WindrowError {
  readonly code = 'COLLECT_KEY_DUPLICATE';
  constructor(
    readonly key: string,
    /** What has the same key: recorder ids, or collectors. */
    readonly sources: readonly string[],
    /** How many more keys are duplicated. */
    readonly more = 0,
  ) {
    super(
      `The key ${key} is shared by ${listSome(sources)}${more > 0 ? ` (and ${count(more, 'more key')} by others)` : ''}. ` +
        "Give each a key of its own, filter, or choose one with onDuplicate: 'first' or 'last', which lists what was dropped.",
    );
  }
}

/** `COLLECTION_EMPTY`: nothing was collected, and `onEmpty` is `'error'`. */
export class EmptyCollectionError extends WindrowError {
  readonly code = 'COLLECTION_EMPTY';
  constructor(
    /** Recorders seen before status and filter. */
    readonly recorders: number,
    readonly reason: string,
  ) {
    super(
      `Nothing was collected: ${count(recorders, 'recorder')}, ${reason}. Check the experiment, the status and the filter.`,
    );
  }
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}

function listSome(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `an object (${value.constructor?.name ?? 'Object'})`;
  return String(value);
}

import { WindrowError } from './windrow-error.js';

/** Something that should be the value of a column is no number. */
export class InvalidValueError extends WindrowError {
  readonly code = 'VALUE_INVALID';
  readonly column: string;
  /** The row counted from 1, without a header. */
  readonly row: number;
  readonly value: unknown;

  constructor(facts: { column: string; row: number; value: unknown }, reason: string) {
    super(`row ${facts.row}, column '${facts.column}': ${show(facts.value)} ${reason}`);
    this.column = facts.column;
    this.row = facts.row;
    this.value = facts.value;
  }
}

/** A column that cannot become numbers, whatever its values. */
export class ColumnTypeError extends WindrowError {
  readonly code = 'COLUMN_TYPE_UNSUPPORTED';
  readonly column: string;
  readonly type: string;

  constructor(column: string, type: string, hint: string) {
    super(`column '${column}' has type ${type}, ${hint}`);
    this.column = column;
    this.type = type;
  }
}

/** An argument of a calculation is outside what it is defined for. */
export class FrameOptionError extends WindrowError {
  readonly code = 'FRAME_OPTION_INVALID';
  readonly option: string;
  readonly value: unknown;

  constructor(option: string, value: unknown, expected: string) {
    super(`option '${option}' is ${show(value)}; it must be ${expected}`);
    this.option = option;
    this.value = value;
  }
}

function show(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  return value.length > 60 ? `'${value.slice(0, 60)}…'` : `'${value}'`;
}

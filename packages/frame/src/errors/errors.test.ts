import { expect, test } from 'vitest';
import { ColumnMismatchError, EmptyFrameError } from './frame-shape-errors.js';
import { FrameOptionError, InvalidValueError } from './frame-value-errors.js';
import { WindrowError } from './windrow-error.js';

test('different columns where equal ones are needed: the message shows both', () => {
  const error = new ColumnMismatchError(['score'], ['score', 'label'], 'RollingEnsemble');
  expect(error.message).toBe(
    "RollingEnsemble: the columns differ: expected 'score', found 'score', 'label'; select or rename columns so that they are equal",
  );
  expect([error.code, error.expected, error.actual]).toEqual(['COLUMN_MISMATCH', ['score'], ['score', 'label']]);
  expect(new ColumnMismatchError([], ['a'], 'x').message).toMatch(/expected no columns, found 'a'/);
});

test('errors are recognised by their mark and code, and carry the facts', () => {
  const error = new FrameOptionError('groups', 1, 'a whole number from 2 on');
  expect(WindrowError.is(error, 'FRAME_OPTION_INVALID')).toBe(true);
  expect(error.message).toBe("option 'groups' is 1; it must be a whole number from 2 on");
  expect(new EmptyFrameError('ic').message).toBe('ic needs at least one row, and the frame has none');
});

test('a long value is cut short in a message', () => {
  const error = new InvalidValueError({ column: 'x', row: 3, value: 'y'.repeat(1000) }, 'is no number');
  expect(error.message).toBe(`row 3, column 'x': '${'y'.repeat(60)}…' is no number`);
  expect(error.value).toHaveLength(1000);
});

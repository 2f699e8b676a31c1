import { ColumnMismatchError, Frame } from '@windrow/frame';

/**
 * Predictions and labels side by side on the rows that both have: columns `score` and `label`. Each frame has one column, whatever its name.
 *
 * @throws ColumnMismatchError when a frame has more than one column, or none
 */
export function pairedSignal(pred: Frame, label: Frame): Frame {
  return single(pred, 'score').join(single(label, 'label'));
}

function single(frame: Frame, name: string): Frame {
  const [column, ...more] = frame.columnNames;
  if (column === undefined || more.length > 0)
    throw new ColumnMismatchError([name], frame.columnNames, 'analyseSignal');
  const { times, timeCodes, instruments, instrumentCodes } = frame;
  return Frame.fromParts({
    times,
    timeCodes,
    instruments,
    instrumentCodes,
    columns: [[name, frame.column(column)]],
    sorted: frame.isSorted(),
    unique: frame.isUnique(),
  });
}

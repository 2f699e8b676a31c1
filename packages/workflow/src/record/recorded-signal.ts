import type { RecorderWriter } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { SignalMissingError } from '../errors/workflow-errors.js';

/** The `pred` and `label` that a {@link SignalRecord} left. @throws SignalMissingError */
export async function recordedSignal(
  record: string,
  recorder: RecorderWriter,
): Promise<{ readonly pred: Frame; readonly label: Frame }> {
  const present = new Set(await recorder.listObjects());
  for (const name of ['pred', 'label']) if (!present.has(name)) throw new SignalMissingError(record, name);
  const [pred, label] = await Promise.all([recorder.loadObject('pred'), recorder.loadObject('label')]);
  if (!Frame.isFrame(pred)) throw new SignalMissingError(record, 'pred');
  if (!Frame.isFrame(label)) throw new SignalMissingError(record, 'label');
  return { pred, label };
}

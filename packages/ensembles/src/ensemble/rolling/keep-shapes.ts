import type { Frame } from '@windrow/frame';
import { allocatorFor } from '../keys/allocate.js';
import { smallFrame } from '../keys/small-frame.js';
import { type Laid, layWindows } from './lay.js';
import { prepareWindows, type Windows } from './windows.js';

const kept: [Windows, Laid][] = [];

/** Keeps windows of a few rows, laid over each other, for ever; see {@link smallFrame} for why. */
export function keepShapes(): void {
  if (kept.length > 0) return;
  const first = smallFrame([0, 0, 1, 1, 1], ['a', 'b', 'c']);
  kept.push(
    layTwo(first, smallFrame([1, 1, 1, 2], ['a', 'b', 'c'])),
    layTwo(first, smallFrame([1, 1, 1, 2], ['b', 'c', 'd'])),
    layTwo(first, smallFrame([2, 1, 1, 2], ['a', 'b', 'c'])),
  );
}

function layTwo(...frames: readonly Frame[]): [Windows, Laid] {
  const windows = prepareWindows(frames.map((frame, key) => [key, frame]));
  return [windows, layWindows(windows, allocatorFor(frames))];
}

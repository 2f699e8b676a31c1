import type { FrameView } from './frame-view.js';

/**
 * A frame as plain data that `postMessage` and `structuredClone` carry, for `Frame.fromTransfer` on the other side. What it holds is
 * public only so that it can be sent.
 */
export interface FrameData {
  readonly kind: 'windrow/frame';
  readonly times: Float64Array;
  readonly timeCodes: Int32Array;
  readonly instruments: readonly string[];
  readonly instrumentCodes: Int32Array;
  readonly columns: readonly (readonly [string, Float64Array])[];
  readonly sorted: boolean | undefined;
  readonly unique: boolean | undefined;
}

/** A frame ready to leave this thread: `port.postMessage(message.data, message.transferList)`. */
export interface FrameMessage {
  readonly data: FrameData;
  /** The buffers to move. Empty for a frame on shared memory, which both sides then see. */
  readonly transferList: readonly ArrayBuffer[];
}

/** The typed arrays of a frame. */
function arraysOf(frame: FrameView): readonly (Float64Array | Int32Array)[] {
  return [frame.times, frame.timeCodes, frame.instrumentCodes, ...frame.columns.values()];
}

/** The buffers under a frame that a message can move, each once. */
export function movableBuffers(frame: FrameView): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of arraysOf(frame)) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  return [...buffers];
}

/** The values of an array on shared memory: the array itself when it already is. */
export function onSharedMemory<T extends Float64Array | Int32Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const make = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new make(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}

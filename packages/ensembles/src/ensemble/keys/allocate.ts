import type { Frame } from '@windrow/frame';

/** Makes the arrays of a result. */
export interface Allocator {
  readonly shared: boolean;
  int32(length: number): Int32Array;
  float64(length: number): Float64Array;
  /** A dictionary of instants as the result may hold it; no copy where that is not needed. */
  dictionary(times: Float64Array): Float64Array;
}

const ownMemory: Allocator = {
  shared: false,
  int32: (length) => new Int32Array(length),
  float64: (length) => new Float64Array(length),
  dictionary: (times) => times,
};

const sharedMemory: Allocator = {
  shared: true,
  int32: (length) => new Int32Array(new SharedArrayBuffer(length * 4)),
  float64: (length) => new Float64Array(new SharedArrayBuffer(length * 8)),
  dictionary: (times) => {
    if (times.buffer instanceof SharedArrayBuffer) return times;
    const shared = sharedMemory.float64(times.length);
    shared.set(times);
    return shared;
  },
};

/** Whether all arrays of a frame are on shared memory, so that threads can see it without a copy. */
export function isShared(frame: Frame): boolean {
  return frame.toTransfer().transferList.length === 0;
}

/** Results of frames on shared memory are on shared memory too, so that the next step may use threads as well. */
export function allocatorFor(frames: readonly Frame[]): Allocator {
  return frames.length > 0 && frames.every(isShared) ? sharedMemory : ownMemory;
}

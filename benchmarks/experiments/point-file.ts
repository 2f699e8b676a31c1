import { type FileHandle, open } from 'node:fs/promises';
import { type MetricPoint, SeriesThinner } from '@windrow/core';

const POINT_BYTES = 24;
const READ = 10_000;

/** The limit: points of one series in a file, step, value and time as they are, with an fsync for each batch. No store can do less. */
export class PointFile {
  private constructor(readonly handle: FileHandle) {}

  static async open(path: string): Promise<PointFile> {
    return new PointFile(await open(path, 'a+'));
  }

  async write(points: Iterable<{ readonly step: number; readonly value: number }>, batch: number): Promise<number> {
    const bytes = Buffer.alloc(batch * POINT_BYTES);
    let [at, written] = [0, 0];
    const put = async (): Promise<void> => {
      await this.handle.appendFile(bytes.subarray(0, at));
      await this.handle.datasync();
      at = 0;
    };
    for (const { step, value } of points) {
      bytes.writeDoubleLE(step, at);
      bytes.writeDoubleLE(value, at + 8);
      bytes.writeDoubleLE(written, at + 16);
      at += POINT_BYTES;
      written += 1;
      if (at === bytes.length) await put();
    }
    await put();
    return written;
  }

  /** Steps are whole numbers from 0, so a step is a place in the file. */
  async read(
    query: { readonly fromStep?: number; readonly toStep?: number; readonly points?: number },
    count: number,
  ): Promise<readonly MetricPoint[]> {
    const { fromStep = 0, toStep = count - 1, points = count } = query;
    const thinner = new SeriesThinner(toStep - fromStep + 1, points);
    for (let from = fromStep; from <= toStep; from += READ) {
      const size = Math.min(READ, toStep - from + 1) * POINT_BYTES;
      const { buffer } = await this.handle.read(Buffer.alloc(size), 0, size, from * POINT_BYTES);
      for (let at = 0; at < size; at += POINT_BYTES) {
        const [step, value, time] = [
          buffer.readDoubleLE(at),
          buffer.readDoubleLE(at + 8),
          buffer.readDoubleLE(at + 16),
        ];
        thinner.add({ key: 'loss', step, value, time });
      }
    }
    return thinner.finish();
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

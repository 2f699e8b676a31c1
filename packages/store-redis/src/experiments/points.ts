import type { MetricPoint } from '@windrow/core';

export const POINT_BYTES = 24;
/** Steps of one block: a block is written whole, so it is small; a series has one field per block, so it is not too small. */
export const BLOCK_STEPS = 512;

/** Which block holds a step. */
export function blockOf(step: number): number {
  return Math.floor(step / BLOCK_STEPS);
}

/** Step, value, time as big-endian doubles: every number exactly, NaN and minus zero too. */
export function packPoints(points: readonly MetricPoint[]): Buffer {
  const bytes = Buffer.alloc(points.length * POINT_BYTES);
  points.forEach(({ step, value, time }, i) => {
    bytes.writeDoubleBE(step, i * POINT_BYTES);
    bytes.writeDoubleBE(value, i * POINT_BYTES + 8);
    bytes.writeDoubleBE(time, i * POINT_BYTES + 16);
  });
  return bytes;
}

export function unpackPoints(key: string, bytes: Buffer): readonly MetricPoint[] {
  const points: MetricPoint[] = [];
  for (let at = 0; at < bytes.length; at += POINT_BYTES) {
    points.push({
      key,
      step: bytes.readDoubleBE(at),
      value: bytes.readDoubleBE(at + 8),
      time: bytes.readDoubleBE(at + 16),
    });
  }
  return points;
}

/** Points of one block of one metric, by step, each step once. */
export interface PointGroup {
  readonly key: string;
  readonly block: number;
  readonly points: readonly MetricPoint[];
}

/** Sorts points into the blocks that hold them; of two points of a step the later one stays. */
export function groupPoints(points: readonly MetricPoint[]): readonly PointGroup[] {
  const groups = new Map<string, { key: string; block: number; points: Map<number, MetricPoint> }>();
  for (const point of points) {
    const block = blockOf(point.step);
    const name = `${block} ${point.key}`;
    const group = groups.get(name) ?? { key: point.key, block, points: new Map() };
    group.points.set(point.step, point);
    groups.set(name, group);
  }
  return [...groups.values()].map(({ key, block, points: byStep }) => ({
    key,
    block,
    points: [...byStep.values()].sort((a, b) => a.step - b.step),
  }));
}

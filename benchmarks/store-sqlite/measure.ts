import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for one measurement, taken away afterwards. */
export async function inDirectory<T>(body: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'windrow-bench-'));
  try {
    return await body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** How often `body` does one thing in a second; `body` says how many it did. */
export async function perSecond(body: () => Promise<number> | number): Promise<number> {
  const start = performance.now();
  const count = await body();
  return count / ((performance.now() - start) / 1000);
}

/** Milliseconds each call took, ascending. */
export async function timesMs(count: number, body: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await body(i);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}

export function median(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** One line of a report: what was measured, and whether it holds what was promised. */
export interface Line {
  readonly what: string;
  readonly measured: string;
  readonly promised: string;
  readonly holds: boolean;
}

export function markdown(title: string, lines: readonly Line[]): string {
  return [
    `### ${title}`,
    '',
    '| what | measured | promised | holds |',
    '| --- | --- | --- | --- |',
    ...lines.map(
      ({ what, measured, promised, holds }) => `| ${what} | ${measured} | ${promised} | ${holds ? 'yes' : '**no**'} |`,
    ),
    '',
  ].join('\n');
}

export function rate(value: number): string {
  return `${Math.round(value).toLocaleString('en')}/s`;
}

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

/** The median of times, ms. */
export function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

export async function timeMs(body: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

export function share(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { RollingWindow } from './roll-windows.js';
import type { ResolvedRollingGenOptions } from './rolling-options.js';

/** The size of the picture. */
export interface ExplainOptions {
  /** Characters of the bars. Default 60. */
  readonly width?: number | undefined;
  /** At most so many windows are drawn, the first and the last ones. Default 12. */
  readonly limit?: number | undefined;
}

const marks = ['━', '░', '▒', '┈', '╌'];
const testMark = '█';

/** Windows as bars over a common axis of calendar steps, with what was counted above and what the marks mean below. */
export function drawWindows(
  windows: readonly RollingWindow[],
  askedEnd: number,
  options: ResolvedRollingGenOptions,
  { width = 60, limit = 12 }: ExplainOptions,
): string {
  if (!Number.isInteger(width) || width < 10)
    throw new InvalidArgumentError('explain.width', `${width} is no whole number from 10 on`);
  if (!Number.isInteger(limit) || limit < 2)
    throw new InvalidArgumentError('explain.limit', `${limit} is no whole number from 2 on`);
  const { calendar, testKey } = options;
  const marked = Object.keys(windows[0]?.segments ?? {}).filter((name) => name !== testKey);
  const names = [...marked, testKey];
  const markOf = (name: string): string =>
    name === testKey ? testMark : (marks[marked.indexOf(name) % marks.length] as string);

  const rows = windows.map((window) => ({ window, spans: names.map((name) => spanOf(window, name, options)) }));
  const from = Math.min(...rows.flatMap(({ spans }) => spans.map(([start]) => start)));
  const to = Math.max(...rows.flatMap(({ spans }) => spans.map(([, end]) => end)));
  const column = (index: number): number => Math.floor(((index - from) / (to - from + 1)) * width);

  const shown =
    rows.length <= limit
      ? rows
      : [...rows.slice(0, Math.ceil(limit / 2)), undefined, ...rows.slice(-Math.floor(limit / 2))];
  const numberWidth = String(rows.length).length;
  const lines = shown.map((row) => {
    if (row === undefined) return `${' '.repeat(numberWidth)}  … ${rows.length - limit} more …`;
    const bar = Array.from({ length: width }, () => '·');
    row.spans.forEach(([start, end], which) => {
      const mark = markOf(names[which] as string);
      for (let at = column(start); at <= column(end); at++) bar[at] = mark;
    });
    const [testStart, testEnd] = row.window.segments[testKey] ?? [null, null];
    const cut = row.window.cut ? ` (cut; whole at ${row.window.nominalEnd})` : '';
    return `${String(row.window.index + 1).padStart(numberWidth)}  ${bar.join('')}  ${testStart} … ${testEnd}${cut}`;
  });
  const axis = `${' '.repeat(numberWidth)}  ${calendar.at(from).padEnd(width - calendar.at(to).length)}${calendar.at(to)}  ${testKey}`;
  const legend = names.map((name) => `${markOf(name)} ${name}`).join('   ');
  return [...heading(windows.length, askedEnd, options), axis, ...lines, legend].join('\n');
}

function heading(count: number, askedEnd: number, options: ResolvedRollingGenOptions): readonly string[] {
  const { calendar, type, step, testLength, truncate, labelHorizon } = options;
  const label = labelHorizon === undefined ? '' : `; a label reads ${labelHorizon} ahead`;
  const gap = truncate === undefined ? 'no cut before the test' : `all else ends ${truncate} before the test${label}`;
  const asked = askedEnd < 0 ? 'nothing known' : calendar.at(askedEnd);
  return [
    `${count} ${count === 1 ? 'window' : 'windows'}, ${type}, every ${step} steps of "${calendar.name}", tests of ${testLength}; ${gap}`,
    `asked up to ${asked}, calendar ${calendar.first()} … ${calendar.last()}`,
  ];
}

function spanOf(
  window: RollingWindow,
  name: string,
  { calendar }: ResolvedRollingGenOptions,
): readonly [number, number] {
  const [start, end] = window.segments[name] ?? [null, null];
  return [
    start === null ? 0 : calendar.indexOf(start),
    end === null ? calendar.size - 1 : calendar.indexOf(end, 'end'),
  ];
}

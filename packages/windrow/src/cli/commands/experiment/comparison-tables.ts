import type { ComparedRow, Comparison } from '../../answers/experiment-answers.js';
import { numberText } from '../../output/human-text.js';
import { moreLine } from '../../output/more-line.js';
import { outputWidth, table } from '../../output/table.js';
import { leafText } from './flat-leaves.js';

/** What a column needs to say something, with the gap before it. */
const COLUMN_WIDTH = 18;
const NAME_WIDTH = 24;

/** A comparison as tables that fit the width: as many recorders side by side as there is room for, then the next ones below. */
export function comparisonTables(comparison: Comparison, cursor: string | undefined): string {
  const { recorders, sameParams, params } = comparison;
  if (recorders.length === 0) return 'No recorder matches.';
  const room = Math.floor((outputWidth() - NAME_WIDTH) / COLUMN_WIDTH);
  const step = Number.isFinite(room) ? Math.max(1, room) : recorders.length;
  const blocks: string[] = [];
  for (let start = 0; start < recorders.length; start += step) blocks.push(block(comparison, start, start + step));
  const hidden = sameParams > 0 && params.every(({ values }) => new Set(values.map(leafText)).size > 1);
  return [
    blocks.join('\n\n'),
    ...(hidden ? ['', `${sameParams} params are the same everywhere; --all shows them.`] : []),
    ...moreLine(cursor),
  ].join('\n');
}

function block({ recorders, params, metrics, tags }: Comparison, start: number, end: number): string {
  const shown = recorders.slice(start, end);
  const rows = (kind: string, all: readonly ComparedRow[], text: (value: unknown) => string): readonly string[][] =>
    all.map(({ name, values }) => [
      `${kind} ${name}`,
      ...values.slice(start, end).map((value) => (value === null ? '' : text(value))),
    ]);
  return table(
    ['', ...shown.map(({ name }) => name)],
    [
      ['recorder', ...shown.map(({ id }) => id)],
      ['status', ...shown.map(({ status }) => status)],
      ...rows('param', params, leafText),
      ...rows('metric', metrics, (value) => (typeof value === 'number' ? numberText(value) : String(value))),
      ...rows('tag', tags, leafText),
    ],
    { keep: [0] },
  );
}

import type { WorkflowProblem } from '../../errors/workflow-file-error.js';

/** A part of the text, by offsets; the end is exclusive. */
export type Span = readonly [start: number, end: number];

/** Where in the file: keys of maps and indices of lists. */
export type SourcePath = readonly (string | number)[];

const widest = 120;
/** Control characters of a file never reach a terminal. */
const invisible = /[\p{Cc}\p{Cf}]/gu;

/** `generate[0].rolling.step` */
export function formatPath(path: SourcePath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** What is wrong at a span of the text, with its line and column, and the line itself. */
export function problemAt(text: string, span: Span, path: SourcePath, message: string): WorkflowProblem {
  const start = Math.min(span[0], text.length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', start);
  const lineText = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  const line = text.slice(0, lineStart).split('\n').length;
  const column = start - lineStart + 1;
  return {
    line,
    column,
    path: formatPath(path),
    message: message.replace(invisible, ' '),
    excerpt: excerpt(line, lineText, column, span[1] - start),
  };
}

function excerpt(line: number, lineText: string, column: number, length: number): string {
  // A long line is shown from where it matters.
  const from = column > widest ? column - 20 : 0;
  const shown = lineText
    .slice(from, from + widest)
    .replace(invisible, ' ')
    .trimEnd();
  const caret = column - 1 - from;
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - caret)));
  const number = String(line);
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${' '.repeat(caret)}${carets}`;
}

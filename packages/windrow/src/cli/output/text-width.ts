import measure from 'fast-string-truncated-width';

const ELLIPSIS = '…';

/** Columns that a text takes on a terminal: East Asian wide characters and emoji take two. */
export function widthOf(text: string): number {
  return measure(text).width;
}

/** The text in exactly `width` columns: cut with an ellipsis, or filled with spaces on the other side of `align`. */
export function fitTo(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const { index, ellipsed } = measure(text, { limit: width, ellipsis: ELLIPSIS, ellipsisWidth: 1 });
  const cut = ellipsed ? `${text.slice(0, index)}${ELLIPSIS}` : text.slice(0, index);
  const fill = ' '.repeat(Math.max(0, width - widthOf(cut)));
  return align === 'right' ? fill + cut : cut + fill;
}

/** A text as lines of at most `width` columns, broken between words; every line but the first is indented. */
export function wrapTo(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\s)(?=\S)/)) {
    const longer = line + word;
    if (line.trim() !== '' && widthOf(longer.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line.trimEnd()];
}

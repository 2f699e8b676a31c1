/** Whether a shell's output is what the page shows. `…` stands for anything within a line, and alone for any lines. */
export function sameOutput(shown: string, printed: string): boolean {
  const lines = tidy(shown).map((line) => (line.trim() === '…' ? '(?:.*\n)*?' : `${pattern(line)}\n`));
  return new RegExp(`^${lines.join('')}$`).test(`${tidy(printed).join('\n')}\n`);
}

/** Lines without spaces at their ends, and without empty ones around. */
function tidy(text: string): readonly string[] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
}

function pattern(line: string): string {
  return line
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
}

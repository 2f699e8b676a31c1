import type { Page, PageBlock } from './page-block.js';

/** Blocks of one page that are compiled as one module. */
export interface Program {
  /** Its path inside the page's folder. */
  readonly file: string;
  readonly blocks: readonly PageBlock[];
}

const EXTENSIONS: Readonly<Record<string, string>> = { ts: 'ts', js: 'js' };

export const isCode = ({ language }: PageBlock): boolean => language in EXTENSIONS;

/** The programs of a page: a block that imports begins one, a block that does not goes on with the one before. */
export function programsOf({ blocks }: Page): readonly Program[] {
  const programs: { file: string; blocks: PageBlock[] }[] = [];
  let current: { blocks: PageBlock[] } | undefined;
  for (const block of blocks) {
    if (!isCode(block) || block.unchecked !== undefined) continue;
    if (block.file !== undefined) programs.push({ file: block.file, blocks: [block] });
    else if (current === undefined || beginsProgram(block.code)) {
      const program = { file: `line-${block.line}.${EXTENSIONS[block.language]}`, blocks: [block] };
      programs.push(program);
      current = program;
    } else current.blocks.push(block);
  }
  return programs;
}

function beginsProgram(code: string): boolean {
  const first = code.split('\n').find((line) => line.trim() !== '' && !line.startsWith('//'));
  return first?.startsWith('import ') ?? false;
}

/** A program's text, each line on the line that it has on the page, so that what a compiler says points there. */
export function textOf({ blocks }: Program): string {
  const lines: string[] = [];
  for (const { line, code } of blocks) {
    while (lines.length < line - 1) lines.push('');
    lines.push(...code.split('\n').slice(0, -1));
  }
  // A module even without an import, so that it may await and its names are its own.
  return `${lines.join('\n')}\nexport {};\n`;
}

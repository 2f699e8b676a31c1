import { type Page, type PageBlock, placeOf } from './page-block.js';
import { isCode } from './programs.js';

export const isShell = ({ language }: PageBlock): boolean => language === 'sh';

/**
 * What the page says that its blocks print: for a block of code or shell, the `text` block after it.
 *
 * @throws Error for an unmarked `text` block that follows nothing that prints
 */
export function outputsOf({ blocks }: Page): ReadonlyMap<PageBlock, string> {
  const outputs = new Map<PageBlock, string>();
  for (const [at, block] of blocks.entries()) {
    if (block.language !== 'text' || block.unchecked !== undefined) continue;
    const printer = blocks[at - 1];
    if (printer === undefined || printer.unchecked !== undefined || !(isCode(printer) || isShell(printer)))
      throw new Error(`${placeOf(block)}: no block before this text prints it`);
    outputs.set(printer, block.code);
  }
  return outputs;
}

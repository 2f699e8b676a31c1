import MarkdownIt from 'markdown-it';
import type { Page, PageBlock } from './page-block.js';

const markdown = new MarkdownIt({ html: true });

/**
 * Reads the code blocks of a Markdown page.
 *
 * @throws Error for a block without a language, and for a mark that stands before no block or gives no reason
 */
export function readPage(path: string, text: string): Page {
  const blocks: PageBlock[] = [];
  const declarations: string[] = [];
  let mark: { readonly reason: string; readonly line: number } | undefined;
  const requireNoMark = (): void => {
    if (mark !== undefined) throw new Error(`${path}:${mark.line}: this mark stands before no code block`);
  };
  for (const { type, content, info, map } of markdown.parse(text, {})) {
    const line = (map?.[0] ?? 0) + 1;
    if (type === 'html_block') {
      const declared = /^\s*<!-- declarations\n(.*?)-->/s.exec(content)?.[1];
      const unchecked = /^\s*<!-- unchecked:?(.*?)-->/s.exec(content)?.[1]?.trim();
      if (declared !== undefined) declarations.push(declared);
      if (unchecked === '') throw new Error(`${path}:${line}: say why the block is not checked`);
      if (unchecked === undefined) continue;
      requireNoMark();
      mark = { reason: unchecked, line };
    } else if (type === 'fence') {
      const [language = ''] = info.trim().split(/\s+/);
      if (language === '') throw new Error(`${path}:${line}: this code block has no language`);
      blocks.push({
        page: path,
        line: line + 1,
        language,
        code: content,
        file: fileOf(content),
        unchecked: mark?.reason,
      });
      mark = undefined;
    } else if (type.endsWith('_open')) requireNoMark();
  }
  requireNoMark();
  return { path, blocks, declarations: declarations.join('\n') };
}

function fileOf(code: string): string | undefined {
  return /^(?:\/\/|#) ([\w-][\w./-]*\.\w+)$/.exec(code.split('\n', 1)[0] ?? '')?.[1];
}

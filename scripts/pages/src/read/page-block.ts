/** A fenced code block of a page. */
export interface PageBlock {
  /** The page's path from the repository's top, with slashes. */
  readonly page: string;
  /** The line of the block's first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** The file that the block is, when its first line is a comment with a file's name. */
  readonly file: string | undefined;
  /** Why the block is not checked, when the page says so. */
  readonly unchecked: string | undefined;
}

/** A page with its blocks, and what its code may use without saying so. */
export interface Page {
  readonly path: string;
  readonly blocks: readonly PageBlock[];
  /** TypeScript declarations that every program of the page sees. */
  readonly declarations: string;
}

/** Where a block stands, as editors and terminals know to open it. */
export const placeOf = ({ page, line }: PageBlock): string => `${page}:${line}`;

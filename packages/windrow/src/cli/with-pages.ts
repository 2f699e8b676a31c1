import type { Command } from 'commander';
import { parseCount } from './parse-options.js';
import type { GlobalOptions } from './with-windrow.js';

/** Options of a command that lists page by page. */
export interface PageOptions extends GlobalOptions {
  readonly limit: number;
  readonly cursor?: string;
}

export function withPages(command: Command, limit = 50): Command {
  return command
    .option('-n, --limit <n>', 'at most so many', parseCount, limit)
    .option('--cursor <cursor>', 'go on where the answer before said');
}

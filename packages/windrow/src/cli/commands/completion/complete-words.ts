import type { Command } from 'commander';
import { completionTree } from './completion-tree.js';
import { readWords } from './read-words.js';
import { namesFor } from './store-names.js';

/** Prints what may come for the last word, one a line. Whatever goes wrong, there is less to offer and nothing is said. */
export async function completeWords(program: Command, words: readonly string[]): Promise<void> {
  const before = readWords(program, words.slice(0, -1));
  const names = await namesFor(before).catch((): readonly string[] => []);
  // An empty last word says that a new one begins; the tree takes it away from its list.
  completionTree(program, names).parse([...(words.length === 0 ? [''] : words)]);
  // A store that does not answer may still be asked; nobody waits for it.
  process.stdout.write('', () => process.exit());
}

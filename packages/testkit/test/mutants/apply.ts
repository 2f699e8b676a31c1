import type { Mutant } from './mutant.js';

/** The code of the mutant's file with its edits. @throws Error when the code has moved on and an edit no longer fits */
export function applyMutant({ name, file, edits }: Mutant, code: string): string {
  return edits.reduce((text, [find, replace]) => {
    if (text.split(find).length !== 2) {
      throw new Error(`${name}: ${JSON.stringify(find)} is not once in ${file}. Bring the mutant up to date.`);
    }
    return text.replace(find, () => replace);
  }, code);
}

import { stripVTControlCharacters } from 'node:util';

/** Stored text as one line that cannot steer the terminal: no control characters, no changes of direction. */
export function cleanLine(text: string | number): string {
  return stripVTControlCharacters(String(text)).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

/** The same for text of several lines. */
export function cleanText(text: string): string {
  return text.split(/\r?\n/).map(cleanLine).join('\n');
}

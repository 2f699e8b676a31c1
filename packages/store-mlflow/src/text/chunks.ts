import { createHash } from 'node:crypto';

/** Tags of older servers end at 5,000 characters, of newer ones at 8,000. */
const CHUNK = 4_900;
const HEAD = /^(\d{1,6}):([0-9a-f]{16}):/;

/** A text of any length as tags: `name`, `name.1`, `name.2`, … The first says how many there are, and their hash. */
export function toChunks(name: string, text: string): readonly (readonly [string, string])[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length || pieces.length === 0; ) {
    let end = Math.min(at + CHUNK, text.length);
    // Not between the halves of one character.
    if (end < text.length && /[\ud800-\udbff]/.test(text[end - 1] ?? '')) end -= 1;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces.map((piece, i) =>
    i === 0 ? [name, `${pieces.length}:${shortHash(text)}:${piece}`] : [`${name}.${i}`, piece],
  );
}

/** The text again; `undefined` when it is not there, or not all of it (its write broke off, and was never acknowledged). */
export function fromChunks(name: string, tags: ReadonlyMap<string, string>): string | undefined {
  const head = tags.get(name);
  const match = head === undefined ? null : HEAD.exec(head);
  if (head === undefined || match === null) return undefined;
  const pieces = [head.slice(match[0].length)];
  for (let i = 1; i < Number(match[1]); i += 1) {
    const piece = tags.get(`${name}.${i}`);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  const text = pieces.join('');
  return shortHash(text) === match[2] ? text : undefined;
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

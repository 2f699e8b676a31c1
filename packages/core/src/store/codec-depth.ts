import { CodecError } from '../errors/task-errors.js';
import { MAX_DEPTH } from './codec-limits.js';

/** A typed array points at its buffer and that at its segment's place: two levels that the value does not have. */
const LIMIT = MAX_DEPTH + 2;

/**
 * Walks a checked table as its reader will, first visit first, without recursion, and refuses one that goes too deep.
 *
 * @throws CodecError
 */
export function assertTableDepth(entries: readonly unknown[]): void {
  const visited = new Uint8Array(entries.length);
  const open: { readonly children: readonly number[]; next: number }[] = [];
  const enter = (at: number): void => {
    if (at < 0 || visited[at] === 1) return;
    visited[at] = 1;
    const children = childrenOf(entries[at]);
    if (children.length === 0) return;
    if (open.length >= LIMIT) throw new CodecError(`the value nests deeper than ${MAX_DEPTH} levels.`);
    open.push({ children, next: 0 });
  };
  enter(0);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.children[top.next];
    top.next += 1;
    if (child === undefined) open.pop();
    else enter(child);
  }
}

function childrenOf(entry: unknown): readonly number[] {
  if (typeof entry !== 'object' || entry === null) return [];
  if (!Array.isArray(entry)) return Object.values(entry) as number[];
  const list: readonly unknown[] = entry;
  // The length and the places of a list with holes are numbers too, so only every other one is a reference.
  if (list[0] === -7) return list.filter((_, i) => i >= 3 && i % 2 === 1) as number[];
  return list.filter((item) => typeof item === 'number');
}

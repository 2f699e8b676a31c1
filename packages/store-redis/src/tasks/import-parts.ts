import type { ImportedTask } from '@windrow/core';
import { MOST_PER_SCRIPT } from './task-session.js';

/** What one script is sent of definitions and results, unless a single task has more. */
const MAX_SCRIPT_BYTES = 16 * 1024 * 1024;

/** Imported tasks in parts that one script takes: of small tasks a number, of large ones so many bytes, since it blocks the server. */
export function partsOf(tasks: readonly ImportedTask[]): readonly (readonly ImportedTask[])[] {
  const parts: ImportedTask[][] = [];
  let bytes = 0;
  for (const task of tasks) {
    const size = sizeOf(task);
    const last = parts.at(-1);
    if (last === undefined || last.length === MOST_PER_SCRIPT || bytes + size > MAX_SCRIPT_BYTES) {
      parts.push([task]);
      bytes = size;
    } else {
      last.push(task);
      bytes += size;
    }
  }
  return parts;
}

function sizeOf({ definition, result, stepResult }: ImportedTask): number {
  const inline = [result, stepResult].map((each) => (each?.kind === 'inline' ? each.bytes.byteLength : 0));
  return inline.reduce((sum, size) => sum + size, Buffer.byteLength(definition));
}

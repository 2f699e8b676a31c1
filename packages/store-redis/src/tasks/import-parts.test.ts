import type { ImportedTask } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { partsOf } from './import-parts.js';

const MIB = 1024 * 1024;

function tasks(count: number, bytes: number): readonly ImportedTask[] {
  const result = { kind: 'inline', encoding: 'x', bytes: new Uint8Array(bytes) } as const;
  return Array.from({ length: count }, () => ({ definition: '{}', result }) as ImportedTask);
}

describe('the parts of an import', () => {
  it.each([
    ['nothing', tasks(0, 0), []],
    ['small tasks by their number', tasks(600, 1), [250, 250, 100]],
    ['large ones by their bytes', tasks(20, MIB), [15, 5]],
    ['one that is larger than a part, alone', tasks(3, 17 * MIB), [1, 1, 1]],
  ])('hold %s, in order', (_, all, sizes) => {
    const parts = partsOf(all);
    expect(parts.map(({ length }) => length)).toEqual(sizes);
    expect(parts.flat()).toEqual(all);
  });
});

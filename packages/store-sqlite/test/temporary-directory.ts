import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for tests: not made yet, or empty, at the beginning. */
export interface TemporaryDirectory {
  readonly path: string;
  /** Takes away all that is in it, between tests. */
  readonly empty: () => void;
  /** Takes away the directory itself, at the end. */
  readonly remove: () => void;
}

export function temporaryDirectory(name: string): TemporaryDirectory {
  const root = mkdtempSync(join(tmpdir(), `windrow-${name}-`));
  const path = join(root, 'data');
  return {
    path,
    empty: () => rmSync(path, { recursive: true, force: true }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

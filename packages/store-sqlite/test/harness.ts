import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of its own, taken away afterwards. */
export function temporaryDirectory(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `windrow-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

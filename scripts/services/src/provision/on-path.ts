import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of a program, searched on PATH and then in `more` directories. */
export function onPath(program: string, more: readonly string[] = []): string | undefined {
  for (const directory of [...(process.env['PATH'] ?? '').split(delimiter), ...more]) {
    if (directory === '') continue;
    const file = join(directory, program);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

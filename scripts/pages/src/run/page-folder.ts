import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '../read/page-block.js';
import { programsOf, textOf } from '../read/programs.js';

/** A temporary folder in which everything of the workspace is installed, the `windrow` command too. */
export function makeFolder(top: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'windrow-pages-')));
  const [from, to] = [join(top, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(join(to, '.bin'), { recursive: true });
  for (const place of ['', '.bin'])
    for (const name of readdirSync(join(from, place)))
      if (!name.startsWith('.') && name !== 'windrow.cmd' && !(place === '.bin' && name === 'windrow'))
        symlinkSync(join(from, place, name), join(to, place, name));
  const command = join(to, '.bin/windrow');
  const main = join(top, 'packages/windrow/src/cli/main.ts');
  writeFileSync(command, `#!/bin/sh\nexec "${to}/.bin/tsx" --conditions=@windrow/source "${main}" "$@"\n`);
  chmodSync(command, 0o755);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  return folder;
}

/** Writes the pages' programs and files, each page into a folder of its own. */
export function writePages(folder: string, pages: readonly Page[]): void {
  for (const page of pages) {
    mkdirSync(join(folder, page.path), { recursive: true });
    for (const program of programsOf(page)) write(join(folder, page.path, program.file), textOf(program));
    for (const { file, code, unchecked } of page.blocks)
      if (file !== undefined && unchecked === undefined && !/\.[jt]s$/.test(file))
        write(join(folder, page.path, file), code);
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

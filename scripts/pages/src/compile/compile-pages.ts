import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../read/page-block.js';
import { programsOf } from '../read/programs.js';

const COMPILER_OPTIONS = {
  target: 'ES2023',
  lib: ['ESNext', 'DOM'],
  module: 'NodeNext',
  types: ['node'],
  strict: true,
  verbatimModuleSyntax: true,
  experimentalDecorators: true,
  allowJs: true,
  skipLibCheck: true,
  noEmit: true,
  customConditions: ['@windrow/source'],
};

/**
 * Compiles what `writePages` wrote into a folder.
 *
 * @returns what the compiler says of each page, empty where all is well
 */
export function compilePages(
  folder: string,
  top: string,
  pages: readonly Page[],
): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, readonly string[]>(pages.map(({ path }) => [path, []]));
  for (const group of byDeclarations(pages.filter((page) => programsOf(page).length > 0))) {
    const [{ declarations }] = group;
    const project = join(folder, 'tsconfig.json');
    const files = group.flatMap((page) => programsOf(page).map(({ file }) => `${page.path}/${file}`));
    writeFileSync(join(folder, 'declarations.d.ts'), declarations);
    writeFileSync(
      project,
      JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['declarations.d.ts', ...files] }),
    );
    const { stdout } = spawnSync(process.execPath, [join(top, 'node_modules/typescript/bin/tsc'), '-p', project], {
      cwd: folder,
      encoding: 'utf8',
    });
    for (const diagnostic of diagnosticsOf(stdout)) {
      const { page, text } = readDiagnostic(diagnostic, group);
      said.set(page, [...(said.get(page) ?? []), text]);
    }
  }
  return said;
}

/** Pages that declare different things must not see each other's names. */
function byDeclarations(pages: readonly Page[]): readonly (readonly [Page, ...Page[]])[] {
  const groups = new Map<string, [Page, ...Page[]]>();
  for (const page of pages) {
    const group = groups.get(page.declarations);
    if (group === undefined) groups.set(page.declarations, [page]);
    else group.push(page);
  }
  return [...groups.values()];
}

/** What the compiler says of the folder's files; what it says of the workspace's own is `npm run typecheck`'s to tell. */
function diagnosticsOf(printed: string): readonly string[] {
  const diagnostics = printed.split(/\n(?!\s)/).map((text) => text.trimEnd());
  return diagnostics.filter((text) => text !== '' && !/^(?:\.\.\/|\/)/.test(text));
}

/** A program's line is its page's line. What belongs to no program, such as a wrong declaration, is the first page's. */
function readDiagnostic(text: string, [first, ...others]: readonly [Page, ...Page[]]): { page: string; text: string } {
  const page = [first, ...others].find(({ path }) => text.startsWith(`${path}/`))?.path ?? first.path;
  const place = /^(.*)\/[^/(]+\((\d+),\d+\): (.*)$/s.exec(text);
  return { page, text: place === null || place[1] !== page ? text : `${page}:${place[2]}: ${place[3]}` };
}

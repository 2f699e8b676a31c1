import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilePages } from './compile/compile-pages.js';
import { findPages } from './read/find-pages.js';
import { isShell, outputsOf } from './read/outputs.js';
import { placeOf } from './read/page-block.js';
import { isData, parseData } from './read/parse-data.js';
import { isCode, programsOf } from './read/programs.js';
import { makeFolder, writePages } from './run/page-folder.js';
import { runProgram, runShell } from './run/run-in-page.js';
import { sameOutput } from './run/same-output.js';

const top = fileURLToPath(new URL('../../../', import.meta.url));
const pages = findPages(top).filter(({ blocks }) => blocks.length > 0);
/** A bound against hanging: a page may start a dozen processes, on a machine that does other work. */
const LIMIT_MS = 400_000;
let folder: string;
let said: ReturnType<typeof compilePages>;
beforeAll(() => {
  folder = makeFolder(top);
  writePages(folder, pages);
  said = compilePages(folder, top, pages);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent.each(pages.map((page) => [page.path, page] as const))('%s', (path, page) => {
  const checked = page.blocks.filter(({ unchecked }) => unchecked === undefined);
  const outputs = outputsOf(page);
  const programs = programsOf(page);

  if (programs.length > 0)
    it(`compiles, all ${checked.filter(isCode).length} blocks of code`, () => {
      expect(said.get(path)).toEqual([]);
    });

  for (const { file, blocks } of programs) {
    const shown = blocks.map((block) => outputs.get(block)).filter((output) => output !== undefined);
    if (shown.length === 0) continue;
    it(`prints what it shows: ${file}`, { timeout: LIMIT_MS }, async () => {
      expect(await runProgram(folder, path, file)).toEqual({ code: 0, printed: shown.join('') });
    });
  }

  // One after the other, in one folder: what a block makes, the next may use.
  const shells = checked.filter(isShell);
  if (shells.length > 0)
    it(`runs, all ${shells.length} blocks of shell`, { timeout: LIMIT_MS }, async () => {
      for (const block of shells) {
        const { code, printed } = await runShell(folder, path, block.code);
        expect({ block: placeOf(block), code, printed }).toMatchObject({ code: 0 });
        const shown = outputs.get(block);
        if (shown !== undefined && !sameOutput(shown, printed))
          expect(printed, `${placeOf(block)} prints something else`).toBe(shown);
      }
    });

  for (const block of checked.filter(isData))
    it(`parses: ${placeOf(block)}`, () => {
      parseData(block);
    });

  it('has no block of a language that is not checked', () => {
    const others = checked.filter((block) => !isCode(block) && !isShell(block) && !isData(block));
    expect(others.filter(({ language }) => language !== 'text').map(placeOf)).toEqual([]);
  });
});

it('leaves unchecked only these blocks, for these reasons', () => {
  const unchecked = pages
    .flatMap(({ blocks }) => blocks)
    .filter((block) => block.unchecked !== undefined)
    .map(({ page, unchecked }) => `${page}: ${unchecked}`);
  console.info(`${unchecked.length} of ${pages.flatMap(({ blocks }) => blocks).length} code blocks are not checked.`);
  expect(unchecked).toMatchInlineSnapshot(`
    [
      "CONTRIBUTING.md: the gate runs them",
      "README.md: the gate runs both",
      "README.zh-CN.md: the gate runs both",
      "docs/getting-started.md: asks a registry",
      "examples/custom-pipeline/README.md: the gate runs it",
      "examples/sweep-losses/README.md: the gate runs it",
      "examples/third-party-store/README.md: the gate runs it",
      "packages/testkit/README.md: asks a registry",
    ]
  `);
});

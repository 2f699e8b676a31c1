import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPage } from '../read/read-page.js';
import { makeFolder, writePages } from '../run/page-folder.js';
import { runProgram, runShell } from '../run/run-in-page.js';
import { compilePages } from './compile-pages.js';

const top = fileURLToPath(new URL('../../../../', import.meta.url));
const block = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\`\n`;
const pages = [
  readPage(
    'docs/good.md',
    `<!-- declarations\ndeclare const size: number;\n-->\n${block('ts', '// size.ts\nexport const half = 2;')}${block(
      'ts',
      "import { half } from './size.js';\nimport { Calendar } from 'windrow';\nsize.toFixed(half);",
    )}${block('ts', "Calendar.daily('2020-01-01', '2020-01-02');")}`,
  ),
  readPage('docs/bad.md', `# Bad\n\n${block('ts', 'const a = 1;\nsize.toFixed(a);')}`),
  readPage('docs/other.md', `<!-- declarations\ndeclare const size: string;\n-->\n${block('ts', 'size.toFixed();')}`),
  readPage(
    'run.md',
    `${block('ts', '// one.ts\nconst one: number = 1;\nconsole.log(one);')}${block('yaml', '# a.yaml\nb: 1')}`,
  ),
];
let folder: string;
beforeAll(() => {
  folder = makeFolder(top);
  writePages(folder, pages);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("compiles with the workspace's types and each page's own declarations, and points at the page's line", () => {
  const said = Object.fromEntries(compilePages(folder, top, pages));
  expect(said['docs/good.md']).toEqual([]);
  expect(said['docs/bad.md']).toEqual([expect.stringMatching(/^docs\/bad\.md:5: error TS2304: .*'size'/)]);
  expect(said['docs/other.md']).toEqual([expect.stringMatching(/^docs\/other\.md:5: error TS2\d+: .*toFixed/)]);
});

it("runs a program, and a shell that finds the page's files and the command", async () => {
  expect(await runProgram(folder, 'run.md', 'one.ts')).toEqual({ code: 0, printed: '1\n' });
  expect(await runShell(folder, 'run.md', 'cat a.yaml one.ts | grep -c 1\nwindrow --help')).toEqual({
    code: 0,
    printed: expect.stringMatching(/^2\nUsage: windrow/),
  });
});

it('goes on in the folder in which the block before it ended', async () => {
  await runShell(folder, 'run.md', 'mkdir inner && cd inner');
  expect(await runShell(folder, 'run.md', 'basename "$PWD"')).toEqual({ code: 0, printed: 'inner\n' });
  await runShell(folder, 'run.md', 'cd ..');
});

it('tells of a shell whose first command fails', async () => {
  expect(await runShell(folder, 'run.md', 'false\necho not reached')).toEqual({ code: 1, printed: '' });
});

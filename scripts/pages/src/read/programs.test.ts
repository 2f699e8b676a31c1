import { expect, it } from 'vitest';
import { outputsOf } from './outputs.js';
import { programsOf, textOf } from './programs.js';
import { readPage } from './read-page.js';

const block = (language: string, ...code: readonly string[]): string =>
  `\`\`\`${language}\n${code.join('\n')}\n\`\`\`\n`;

it('begins a program at an import, goes on without one, and keeps files apart', () => {
  const page = readPage(
    'page.md',
    block('ts', "import 'a';") + block('ts', '// b.ts', 'b();') + block('ts', 'a();') + block('ts', '', "import 'c';"),
  );
  expect(programsOf(page).map(({ file, blocks }) => [file, blocks.map(({ line }) => line)])).toEqual([
    ['line-2.ts', [2, 9]],
    ['b.ts', [5]],
    ['line-12.ts', [12]],
  ]);
});

it('leaves every line of a program on its line of the page', () => {
  const page = readPage('page.md', `# Page\n\n${block('ts', "import 'a';")}\nText.\n\n${block('ts', 'a();', 'b();')}`);
  const [program] = programsOf(page);
  const lines = textOf(program as NonNullable<typeof program>).split('\n');
  expect([lines[3], lines[9], lines[10]]).toEqual(["import 'a';", 'a();', 'b();']);
});

it('leaves out what is not checked', () => {
  expect(programsOf(readPage('page.md', `<!-- unchecked: why -->\n${block('ts', 'a();')}`))).toEqual([]);
});

it('takes a text for the output of the block before it', () => {
  const page = readPage('page.md', block('ts', 'a();') + block('text', 'A') + block('sh', 'b') + block('text', 'B'));
  expect([...outputsOf(page)].map(([{ code }, output]) => code + output)).toEqual(['a();\nA\n', 'b\nB\n']);
});

it.each([
  ['nothing', ''],
  ['another text', block('sh', 'a') + block('text', 'A')],
  ['a block that is not run', `<!-- unchecked: why -->\n${block('sh', 'a')}`],
  ['data', block('json', '{}')],
])('refuses a text after %s', (_, before) => {
  expect(() => outputsOf(readPage('page.md', before + block('text', 'B')))).toThrow('no block before this text');
});

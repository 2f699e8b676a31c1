import { expect, it } from 'vitest';
import { readPage } from './read-page.js';

const page = (...lines: readonly string[]) => readPage('docs/page.md', lines.join('\n'));

it('finds blocks with the lines on which their code begins', () => {
  const { blocks } = page('# Page', '', '```ts', 'one();', '```', '', '- a list', '', '  ```sh', '  ls', '  ```');
  expect(blocks).toMatchObject([
    { page: 'docs/page.md', line: 4, language: 'ts', code: 'one();\n' },
    { line: 10, language: 'sh', code: 'ls\n' },
  ]);
});

it('knows the file that a block is', () => {
  const { blocks } = page(
    '```ts',
    '// src/train.ts',
    '```',
    '```yaml',
    '# workflow.yaml',
    '```',
    '```ts',
    '// no file',
    '```',
  );
  expect(blocks.map(({ file }) => file)).toEqual(['src/train.ts', 'workflow.yaml', undefined]);
});

it('keeps the reason why a block is not checked, for the next block alone', () => {
  const { blocks } = page('<!-- unchecked: takes an hour -->', '```sh', 'sleep 3600', '```', '```sh', 'ls', '```');
  expect(blocks.map(({ unchecked }) => unchecked)).toEqual(['takes an hour', undefined]);
});

it('collects declarations', () => {
  expect(page('<!-- declarations', 'declare const n: number;', '-->').declarations).toBe('declare const n: number;\n');
});

it.each([
  ['a block without a language', ['```', 'drawing', '```'], 'page.md:1: this code block has no language'],
  ['a mark without a reason', ['<!-- unchecked: -->', '```sh', '```'], 'page.md:1: say why'],
  ['a mark before no block', ['<!-- unchecked: no -->', '', 'Text.'], 'page.md:1: this mark stands before no'],
  ['a mark at the end', ['Text.', '', '<!-- unchecked: no -->'], 'page.md:3: this mark stands before no'],
])('refuses %s', (_, lines, message) => {
  expect(() => page(...lines)).toThrow(message);
});

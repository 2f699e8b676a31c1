import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readPage } from '../read/read-page.js';
import { readLinks } from './read-links.js';

const top = fileURLToPath(new URL('../../../../', import.meta.url));
const [english = '', chinese = ''] = ['README.md', 'README.zh-CN.md'].map((path) =>
  readFileSync(`${top}${path}`, 'utf8'),
);
/** Each page ends with a link to the other. */
const linksOf = (text: string): readonly string[] =>
  readLinks(text)
    .links.map(({ href }) => href)
    .slice(0, -1);

it('gives the Chinese README the headings, links and code of the English one, in the same order', () => {
  expect(readLinks(chinese).headingLevels).toEqual(readLinks(english).headingLevels);
  expect(linksOf(chinese)).toEqual(linksOf(english));
  const code = (text: string) => readPage('README.md', text).blocks.map((block) => [block.language, block.code]);
  expect(code(chinese)).toEqual(code(english));
});

it('gives it the tables, row by row, with the same numbers', () => {
  const rows = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.match(/\d+\.\d+/g) ?? []);
  expect(rows(chinese)).toEqual(rows(english));
});

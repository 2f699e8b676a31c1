import { expect, it } from 'vitest';
import { parseData } from './parse-data.js';

const data = (language: string, code: string) =>
  parseData({ page: 'page.md', line: 1, language, code, file: undefined, unchecked: undefined });

it.each([
  ['json', '{"a": [1]}'],
  ['yaml', 'a: [1]\n---\nb: 2'],
])('takes good %s', (language, code) => {
  expect(() => data(language, code)).not.toThrow();
});

it.each([
  ['json', "{'a': 1}"],
  ['yaml', 'a: [1'],
  ['yaml', 'a: 1\na: 2'],
])('refuses bad %s', (language, code) => {
  expect(() => data(language, code)).toThrow();
});

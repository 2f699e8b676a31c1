import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test, vi } from 'vitest';

const page = readFileSync(new URL('../../../../docs/windows.md', import.meta.url), 'utf8');
const source = readFileSync(new URL('windows-page.ts', import.meta.url), 'utf8');

/** The page's fenced blocks of one kind. */
const blocks = (kind: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${kind}\n(.*?)\n\`\`\``, 'gs'))].map((match) => match[1] as string);

test('the code of docs/windows.md is the code that the repository compiles', () => {
  const parts = source.split('// ---\n').slice(1);
  expect(blocks('ts')).toEqual(parts.map((part) => part.trim()));
});

test('and it prints what the page says', { timeout: 60_000 }, async () => {
  const printed: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
    printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  });
  await import('./windows-page.js');
  log.mockRestore();
  expect(blocks('text').join('\n')).toBe(printed.join('\n'));
});

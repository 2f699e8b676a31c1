import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.lua'));
const scripts = files.filter((file) => !file.includes('parts'));

/** Locals that hold one of KEYS, and functions that give one. */
const A_KEY = /^(KEYS\[|hash\b|key\b|own\b|ownKey\(|WIDE\[|ENDED\[|readyKey\()/;
const WITHOUT_KEY = new Set(['TIME', 'PUBLISH']);

describe('the Lua scripts (decision 100)', () => {
  it.each(scripts)('%s opens with what it does, its keys, its arguments and its promise', (file) => {
    const text = readFileSync(new URL(file, root), 'utf8');
    const head = text.slice(0, text.search(/^(?!--)/m));
    expect(head).toMatch(/^-- [A-Z].*/);
    expect(head).toMatch(/KEYS/);
    expect(head).toMatch(/ARGV|workers \(JSON by id\)/);
    expect(head).toMatch(/Promise:/);
  });

  it.each(files)('%s makes no name of a key itself', (file) => {
    const text = readFileSync(new URL(file, root), 'utf8');
    for (const [, command = '', argument = ''] of text.matchAll(/redis\.call\('(\w+)'(?:, ([^,]+?)(?=, |\)))?/g)) {
      if (WITHOUT_KEY.has(command)) continue;
      expect(argument, `${command} ${argument}`).toMatch(A_KEY);
      expect(argument).not.toContain('..');
    }
  });
});

import { expect, it } from 'vitest';
import { sameOutput } from './same-output.js';

it.each([
  ['waiting 3', 'waiting 3\n', true],
  ['waiting 3', 'waiting 4\n', false],
  ['waiting 3', 'waiting 3\ndone 1\n', false],
  ['took … s', 'took 1.25 s', true],
  ['took … s', 'took 1.25 min', false],
  ['first\n…\nlast', 'first\na\nb\nlast', true],
  ['first\n…\nlast', 'first\nlast', true],
  ['first\n…\nlast', 'first\na\nb', false],
  ['a.b (c)', 'axb (c)', false],
  ['id …', 'id 1\nmore', false],
])('%j shows %j: %s', (shown, printed, same) => {
  expect(sameOutput(shown, printed)).toBe(same);
});

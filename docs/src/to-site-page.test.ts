import { expect, it } from 'vitest';
import { toSitePage } from './to-site-page.js';

const has = (path: string): boolean =>
  ['docs/stores.md', 'packages/core/README.md', 'docs/images/a.svg'].includes(path);
const body = (text: string): string =>
  toSitePage({ path: 'docs/page.md', group: 'Guide' }, `# Page\n${text}`, has).split('# Page\n')[1] ?? '';

it('takes the title from the first heading', () => {
  expect(toSitePage({ path: 'a.md', group: 'Guide' }, '# The `windrow` command\n', has)).toContain(
    'title: "The windrow command"\ngroup: "Guide"\n',
  );
  expect(() => toSitePage({ path: 'a.md', group: 'Guide' }, 'Text', has)).toThrow('a.md: the page has no title');
});

it.each([
  ['[stores](stores.md#move)', '[stores](stores.md#move)'],
  ['[`core`](../packages/core)', '[`core`](../packages/core/README.md)'],
  ['![a](images/a.svg)', '![a](images/a.svg)'],
  ['[code](../packages/core/src/index.ts)', 'code'],
  ['[there](https://example.org) [here](#page)', '[there](https://example.org) [here](#page)'],
  ['```ts\na[0](b);\n```', '```ts\na[0](b);\n```'],
  ['<!-- unchecked: why -->\n```text\n```', '```text\n```'],
])('turns %j into %j', (given, expected) => {
  expect(body(given)).toBe(expected);
});

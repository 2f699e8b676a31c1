import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkSite } from './check-site.js';

function site(pages: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'windrow-site-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'docs'));
  for (const [path, text] of Object.entries(pages)) writeFileSync(join(folder, path), text);
  return folder;
}

it('is content with links that lead somewhere, and with addresses that are only linked to', () => {
  const folder = site({
    'index.html':
      '<h1 id="a&amp;b">A</h1><a href="#a&amp;b">a</a><a href="docs/%C3%A4.html#x">b</a><a href="https://example.org/">c</a>',
    'docs/ä.html': '<p id="x"><img src="../a.svg"></p><a href="#">top</a>',
    'a.svg': '',
  });
  expect(checkSite(folder)).toEqual([]);
});

it('finds dead links, dead anchors, and what would be fetched from elsewhere', () => {
  const folder = site({
    'index.html':
      '<a href="gone.html">a</a><a href="docs/b.html#no">b</a><script src="https://cdn.example/x.js"></script>',
    'docs/b.html': '<link rel="stylesheet" href="//fonts.example/f.css"><img src="no.png">',
  });
  expect(checkSite(folder).toSorted()).toEqual([
    'docs/b.html: fetches //fonts.example/f.css',
    'docs/b.html: no.png: no such page',
    'index.html: docs/b.html#no: no such heading',
    'index.html: fetches https://cdn.example/x.js',
    'index.html: gone.html: no such page',
  ]);
});

it('finds fault with a site without pages', () => {
  expect(checkSite(site({}))).toHaveLength(1);
});

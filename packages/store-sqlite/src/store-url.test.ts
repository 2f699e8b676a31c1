import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveOptions } from './file/open-file.js';
import { parseStoreUrl, storeUrl } from './store-url.js';

describe('the URL of a store', () => {
  it('gives back the directory and the durability it was made of', () => {
    const directory = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(directory, fc.constantFrom('process', 'power-loss'), (name, durability) => {
        const path = resolve(`/data/${name}`);
        const parsed = resolveOptions(parseStoreUrl(storeUrl(path, durability)));
        expect(parsed).toMatchObject({ directory: path, durability });
      }),
      {
        examples: [
          ['100% sure?', 'process'],
          ['a#b', 'power-loss'],
        ],
      },
    );
  });

  it('takes what a person writes', () => {
    expect(parseStoreUrl('sqlite:')).toEqual({});
    expect(parseStoreUrl('sqlite:.windrow')).toEqual({ directory: '.windrow' });
    expect(parseStoreUrl('sqlite:///data/pool?durability=power-loss')).toEqual({
      directory: '/data/pool',
      durability: 'power-loss',
    });
  });

  it.each([
    'mongodb://localhost/x',
    'sqlite:x?durability=eternal',
    'sqlite:x?size=5',
    'sqlite:100%',
    'sqlite://host/x',
  ])('refuses %s, and says how one looks', (url) => {
    expect(() => parseStoreUrl(url)).toThrow(
      expect.objectContaining({ code: 'STORE_CONFIGURATION', message: expect.stringContaining('sqlite:<directory>') }),
    );
  });
});

import { posix } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardedKey, keyFromText, keyToText } from './key-text.js';

const name = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^[a:/.0-9 ]{0,12}$/),
  fc.constantFrom('', '::', ':24:', 'a//b', 'a/', '/a', '..', 'a/../b', 'IC @ 5%', '$odd ü'),
);

describe('names as MLflow takes them', () => {
  it('gives every name back, in characters and paths that the server takes', () => {
    fc.assert(
      fc.property(name, (given) => {
        const text = keyToText(given);
        expect(keyFromText(text)).toBe(given);
        expect(text).toMatch(/^[/\p{L}\p{N}_.\- :]+$/u);
        expect(posix.normalize(text)).toBe(text);
        expect(text).not.toMatch(/^(?:\.|\/)$|^\.\.|^\//);
      }),
    );
  });

  it('leaves names alone that MLflow takes', () => {
    for (const plain of ['loss', 'val/loss', 'a.b', 'a b-c_d', 'ü', 'a:b']) expect(keyToText(plain)).toBe(plain);
  });

  it('never lets a guarded name mean something to MLflow', () => {
    expect(guardedKey('mlflow.runName')).toBe(':6d:lflow.runName');
    expect(keyFromText(guardedKey('mlflow.runName'))).toBe('mlflow.runName');
  });
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './canonical.js';
import { dedupeKey } from './dedupe-key.js';

describe('rule 1: the dedupe key', () => {
  it('is the SHA-256 of the canonical text, whatever the order of the keys', () => {
    const key = dedupeKey(canonicalText({ b: 1, a: 'ü' }));
    expect(key).toBe(createHash('sha256').update('{"a":"ü","b":1}').digest('hex'));
    expect(dedupeKey(canonicalText({ a: 'ü', b: 1 }))).toBe(key);
  });

  it('differs between scopes, and between a scope and none', () => {
    const text = canonicalText({ a: 1 });
    const keys = [dedupeKey(text), dedupeKey(text, ''), dedupeKey(text, 'a'), dedupeKey(text, 'b')];
    expect(new Set(keys).size).toBe(4);
    expect(dedupeKey(text, 'a')).toBe(keys[2]);
  });

  it('never lets a scope and a text run into each other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (scope, other, value) => {
        const text = canonicalText({ value });
        fc.pre(scope !== other);
        expect(dedupeKey(text, scope)).not.toBe(dedupeKey(text, other));
      }),
    );
  });

  it('refuses a scope that is no valid text', () => {
    expect(() => dedupeKey('{}', '\ud800')).toThrow('scope: must be a string of valid Unicode.');
    expect(() => dedupeKey('{}', 1 as unknown as string)).toThrow('scope: must be a string');
  });
});

import { describe, expect, it } from 'vitest';
import { canonicalRoute, MAX_ROUTES, routesServed } from './route.js';

describe('rule 9: routes', () => {
  it('is empty where nothing is required, sorted and without repetitions elsewhere', () => {
    expect(canonicalRoute(undefined)).toBe('');
    expect(canonicalRoute([])).toBe('');
    expect(canonicalRoute(['memory=64g', 'gpu', 'gpu'])).toBe('gpu,memory=64g');
    expect(canonicalRoute(['ｚ', '𝒜'])).toBe('ｚ,𝒜');
  });

  it('never modifies its argument', () => {
    const requires = Object.freeze(['b', 'a']);
    expect(canonicalRoute(requires)).toBe('a,b');
    expect(requires).toEqual(['b', 'a']);
  });

  it.each([
    ['', '"" is not 1 to 64 letters'],
    ['a b', '"a b" is not 1 to 64 letters'],
    ['a,b', '"a,b" is not 1 to 64 letters'],
    ['x'.repeat(65), 'is not 1 to 64 letters, digits or _ . : / = @ + -'],
    [7 as unknown as string, '7 is not 1 to 64 letters'],
  ])('refuses the word %j', (word, message) => {
    expect(() => canonicalRoute([word])).toThrow(message);
  });

  it('refuses text where a list belongs, and a route that is too long', () => {
    expect(() => canonicalRoute('gpu' as unknown as string[])).toThrow(
      'requires: must be a list of words, such as ["gpu"].',
    );
    const words = Array.from({ length: 5 }, (_, i) => `${i}${'x'.repeat(49)}`);
    expect(() => canonicalRoute(words)).toThrow('requires: is 254 characters long together, at most 200.');
  });

  it('serves every combination of what a worker offers, up to 32', () => {
    expect(routesServed(undefined)).toEqual(['']);
    expect(routesServed(['gpu', 'big'])).toEqual(['', 'big', 'gpu', 'big,gpu']);
    expect(routesServed(['a', 'b', 'c', 'd', 'e'])).toHaveLength(MAX_ROUTES);
    expect(routesServed(['a', 'b', 'c', 'd', 'e'])).toContain(canonicalRoute(['e', 'c']));
    expect(() => routesServed(['a', 'b', 'c', 'd', 'e', 'f'])).toThrow(
      'offers: names 6 abilities, at most 5 (a worker serves up to 32 routes, one per combination). List the routes instead.',
    );
  });
});

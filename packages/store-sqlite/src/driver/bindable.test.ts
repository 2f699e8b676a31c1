import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindsWrongly } from './bindable.js';
import { loadDriver } from './load-driver.js';

describe('binding numbers', () => {
  const { open } = loadDriver();

  it('gives back every double as it was bound, negated where it must be', () => {
    const database = new open(':memory:');
    const plain = database.prepare('SELECT ? AS value');
    const negated = database.prepare('SELECT -? AS value');
    const back = (value: number) =>
      ((bindsWrongly(value) ? negated.get(-value) : plain.get(value)) as { value: number }).value;
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        // Minus zero has a statement of its own.
        expect(back(value)).toBe(value === 0 ? 0 : value);
      }),
      { examples: [[5e-324], [1e-16], [2.220446049250313e-16], [-0.9999999999999999], [0.9999999999999999], [-1e-17]] },
    );
    database.close();
  });
});

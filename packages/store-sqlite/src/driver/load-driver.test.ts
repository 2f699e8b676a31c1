import { describe, expect, it } from 'vitest';
import type { DatabaseConstructor } from './database.js';
import { chooseDriver, type DriverSource, loadDriver } from './load-driver.js';

/** A driver that says it has this version of SQLite. */
function fake(name: string, version: string): DriverSource {
  const open = class {
    exec(): void {}
    close(): void {}
    prepare(): { get(): { version: string } } {
      return { get: () => ({ version }) };
    }
  } as unknown as DatabaseConstructor;
  return { name, load: () => open };
}

describe('choosing a driver', () => {
  it('finds one here, with a SQLite that is safe', () => {
    const { name, version } = loadDriver();
    expect(['node:sqlite', '@photostructure/sqlite']).toContain(name);
    expect(Number.parseFloat(version)).toBeGreaterThanOrEqual(3.5);
  });

  it.each([
    ['3.51.3', 'built-in'],
    ['3.52.0', 'built-in'],
    ['4.0.0', 'built-in'],
    ['3.51.2', 'bundled'],
    ['3.50.4', 'bundled'],
    ['3.9.99', 'bundled'],
  ])('takes the built-in one with SQLite %s only where that is safe', (version, chosen) => {
    expect(chooseDriver([fake('built-in', version), fake('bundled', '3.53.0')]).name).toBe(chosen);
  });

  it('passes over one that is not there or does not load, and says so when none is left', () => {
    const missing: DriverSource = { name: 'missing', load: () => undefined };
    const broken: DriverSource = {
      name: 'broken',
      load: () => {
        throw new Error('no binary for this platform');
      },
    };
    expect(chooseDriver([missing, broken, fake('bundled', '3.53.0')]).name).toBe('bundled');
    expect(() => chooseDriver([missing, broken, fake('old', '3.40.0')])).toThrow(
      expect.objectContaining({
        code: 'STORE_CONFIGURATION',
        message: expect.stringMatching(/missing: not there.*no binary for this platform.*3\.40\.0 is too old/),
      }),
    );
  });
});

import { isMap, type Key, KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { expect } from 'vitest';
import { rowsOf } from './golden.js';

/** 0 for bit for bit; else |a − b| ≤ tolerance · max(1, |a|). */
export function expectSame(actual: unknown, expected: unknown, tolerance: number): void {
  if (Frame.isFrame(expected)) {
    expect(Frame.isFrame(actual), 'a frame').toBe(true);
    expectSameFrame(actual as Frame, expected, tolerance);
  } else if (isMap(expected)) {
    expect(isMap(actual), 'a map').toBe(true);
    const found = KeyMap.from(actual as ReadonlyMap<Key, unknown>);
    expect([...found.keys()].length).toBe(expected.size);
    for (const [key, value] of expected) {
      expect(found.has(key), `key ${JSON.stringify(key)} among ${JSON.stringify([...found.keys()])}`).toBe(true);
      expectSame(found.get(key), value, tolerance);
    }
  } else expect(actual).toEqual(expected);
}

function expectSameFrame(actual: Frame, expected: Frame, tolerance: number): void {
  expect(rowsOf(actual)).toEqual(rowsOf(expected));
  expect(actual.columnNames).toEqual(expected.columnNames);
  for (const name of expected.columnNames) {
    const found = actual.column(name);
    const wanted = expected.column(name);
    for (let row = 0; row < wanted.length; row++) {
      const [a, b] = [wanted[row] as number, found[row] as number];
      const same = tolerance === 0 ? Object.is(a, b) : isClose(a, b, tolerance);
      if (!same) expect.fail(`${name}[${row}]: expected ${a}, found ${b}`);
    }
  }
}

function isClose(a: number, b: number, tolerance: number): boolean {
  return (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
}

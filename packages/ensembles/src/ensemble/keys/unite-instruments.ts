import { compareCodePoints } from '@windrow/frame';
import type { United } from './unite-times.js';

/**
 * The union of dictionaries of instruments, each ascending by code point. Linear in their lengths, plus sorting the union when they
 * differ; nothing is copied when all hold the same names.
 */
export function uniteInstruments(dictionaries: readonly (readonly string[])[]): United<readonly string[]> {
  const different = differentLists(dictionaries);
  const dictionary = unionOf([...new Set(different.values())]);
  const codes = new Map<string, number>();
  const maps = new Map<readonly string[], Int32Array | undefined>();
  for (const names of new Set(different.values())) {
    if (names === dictionary) continue;
    if (codes.size === 0)
      for (let code = 0; code < dictionary.length; code++) codes.set(dictionary[code] as string, code);
    maps.set(names, mapInto(names, codes));
  }
  return { dictionary, maps: dictionaries.map((names) => maps.get(different.get(names) as readonly string[])) };
}

/** For each list the first one that holds the same names. */
function differentLists(lists: readonly (readonly string[])[]): Map<readonly string[], readonly string[]> {
  const byLength = new Map<string, (readonly string[])[]>();
  const found = new Map<readonly string[], readonly string[]>();
  for (const names of lists) {
    if (found.has(names)) continue;
    // Lists that differ mostly do so in length or at the ends, so few are compared name by name.
    const sketch = `${names.length}/${names[0]}/${names[names.length >> 1]}/${names[names.length - 1]}`;
    const alike = byLength.get(sketch) ?? [];
    const same = alike.find((other) => sameNames(other, names));
    found.set(names, same ?? names);
    if (same === undefined) byLength.set(sketch, [...alike, names]);
  }
  return found;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  for (let code = 0; code < a.length; code++) if (a[code] !== b[code]) return false;
  return true;
}

function unionOf(lists: readonly (readonly string[])[]): readonly string[] {
  if (lists.length === 1) return lists[0] as readonly string[];
  const names = new Set<string>();
  for (const list of lists) for (const name of list) names.add(name);
  const whole = lists.find((list) => list.length === names.size);
  return whole ?? [...names].sort(compareCodePoints);
}

function mapInto(names: readonly string[], codes: ReadonlyMap<string, number>): Int32Array | undefined {
  const map = new Int32Array(names.length);
  let moved = false;
  for (let code = 0; code < names.length; code++) {
    const united = codes.get(names[code] as string) as number;
    map[code] = united;
    if (united !== code) moved = true;
  }
  return moved ? map : undefined;
}

import { isDeepStrictEqual } from 'node:util';

/** Equal as JSON, in whatever order the keys stand; without the prototypes that drivers and parsers give their objects. */
export function sameValue(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(plain(a), plain(b));
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

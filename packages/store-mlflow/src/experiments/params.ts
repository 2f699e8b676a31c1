import type { JsonObject, JsonValue } from '@windrow/core';
import type { Pair } from '../connection/runs.js';
import { shortHash, toChunks } from '../text/chunks.js';
import { keyFromText, keyToText } from '../text/key-text.js';
import { objectSchema, ownJson } from '../text/own-json.js';
import { OWN, TAGS } from '../text/tag-names.js';
import { paramFromText, valueToText } from '../text/value-text.js';

const MAX_KEY_CHARACTERS = 250;
const MAX_VALUE_CHARACTERS = 6_000;
const LONG = new RegExp(`^${TAGS.longParams.replaceAll('.', '\\.')}[0-9a-f]{16}$`);

/** A tree while it is built: keys from outside are no properties of objects. */
type Branch = Map<string, JsonValue | Branch>;

/**
 * Params as MLflow keeps them: each leaf is one of MLflow's params under its dotted path, which MLflow writes once. What has no room
 * there (a path of more than 250 characters, a value of more than 6,000) goes to tags as the JSON it is, named by its hash.
 */
export function paramWrites(params: JsonObject): { readonly params: readonly Pair[]; readonly tags: readonly Pair[] } {
  const plain: Pair[] = [];
  const long: Branch = new Map();
  for (const { path, value } of leaves(params, [])) {
    const key = path.map((part) => keyToText(part, '.')).join('.');
    const text = valueToText(value, paramFromText);
    if (key.length <= MAX_KEY_CHARACTERS && text.length <= MAX_VALUE_CHARACTERS) plain.push([key, text]);
    else graft(long, path, value);
  }
  if (long.size === 0) return { params: plain, tags: [] };
  const text = JSON.stringify(toJson(long));
  return { params: plain, tags: toChunks(TAGS.longParams + shortHash(text), text) };
}

/** The nested params again; dotted names that Python wrote are nested too. */
export function readParams(params: ReadonlyMap<string, string>, tags: ReadonlyMap<string, string>): JsonObject {
  const tree: Branch = new Map();
  for (const [key, text] of [...params].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const parts = key.split('.');
    // A name such as `a..b` is no path of ours.
    const path = parts.includes('') ? [key] : parts.map(keyFromText);
    if (!graft(tree, path, paramFromText(text))) graft(tree, [key], text);
  }
  for (const name of [...tags.keys()].filter((tag) => tag.startsWith(OWN) && LONG.test(tag)).sort()) {
    const more = ownJson(name, tags, objectSchema) ?? {};
    for (const { path, value } of leaves(more, [])) graft(tree, path, value);
  }
  return toJson(tree);
}

/** What of `added` is not in `stored`; the two do not contradict each other. */
export function newParams(stored: JsonObject, added: JsonObject): JsonObject {
  const fresh: Branch = new Map();
  const known = new Set([...leaves(stored, [])].map(({ path }) => JSON.stringify(path)));
  for (const { path, value } of leaves(added, [])) {
    const isEmpty = isObject(value);
    if (!known.has(JSON.stringify(path)) && !(isEmpty && hasBranch(stored, path))) graft(fresh, path, value);
  }
  return toJson(fresh);
}

/** Every value that is no object, and every empty object. */
function* leaves(
  value: JsonObject,
  path: readonly string[],
): Generator<{ readonly path: readonly string[]; readonly value: JsonValue }, void> {
  for (const [key, inner] of Object.entries(value)) {
    const place = [...path, key];
    if (isObject(inner) && Object.keys(inner).length > 0) yield* leaves(inner, place);
    else yield { path: place, value: inner };
  }
}

function hasBranch(value: JsonObject, path: readonly string[]): boolean {
  let at: JsonValue = value;
  for (const part of path) {
    if (!isObject(at) || !Object.hasOwn(at, part)) return false;
    at = at[part] as JsonValue;
  }
  return isObject(at);
}

/** Whether there was room: a leaf that is there stays, and nothing grows below one. */
function graft(tree: Branch, path: readonly string[], value: JsonValue): boolean {
  let at = tree;
  for (const part of path.slice(0, -1)) {
    let next = at.get(part);
    if (next === undefined) {
      next = new Map();
      at.set(part, next);
    }
    if (!(next instanceof Map)) return false;
    at = next;
  }
  const last = path.at(-1) as string;
  const empty = isObject(value) && Object.keys(value).length === 0;
  const before = at.get(last);
  if (before === undefined) at.set(last, empty ? new Map() : value);
  return before === undefined || (empty && before instanceof Map);
}

function toJson(tree: Branch): JsonObject {
  return Object.fromEntries([...tree].map(([key, value]) => [key, value instanceof Map ? toJson(value) : value]));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

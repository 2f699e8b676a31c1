import type { JsonValue, Tags } from '@windrow/core';
import { z } from 'zod';
import type { Pair } from '../connection/runs.js';
import { shortHash, toChunks } from '../text/chunks.js';
import { guardedKey, keyFromText, keyToText } from '../text/key-text.js';
import { ownJson } from '../text/own-json.js';
import { isHidden, TAGS } from '../text/tag-names.js';
import { tagFromText, valueToText } from '../text/value-text.js';

const MAX_KEY_CHARACTERS = 250;
/** Newer servers take 8,000. */
const MAX_VALUE_CHARACTERS = 5_000;
const LONG = new RegExp(`^${TAGS.longTag.replaceAll('.', '\\.')}[0-9a-f]{16}$`);

const pairSchema = z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])]);

/** Tags as MLflow keeps them: text. One whose name or value is too long for it is kept in several tags of Windrow's own. */
export function tagWrites(
  tags: Tags,
  stored: ReadonlyMap<string, string>,
): { readonly set: readonly Pair[]; readonly remove: readonly string[] } {
  const set: Pair[] = [];
  const remove: string[] = [];
  for (const [name, value] of Object.entries(tags)) {
    const key = keyOf(name);
    const text = valueToText(value, tagFromText);
    const fits = key.length <= MAX_KEY_CHARACTERS && text.length <= MAX_VALUE_CHARACTERS;
    const long = longKey(name);
    set.push(...(fits ? [[key, text] as const] : toChunks(long, JSON.stringify([name, value]))));
    // Of the two ways to keep it only the newer stays.
    const other = fits ? long : key;
    if (stored.has(other)) remove.push(other);
  }
  return { set, remove };
}

/** The tags of MLflow that keep the ones of these names. */
export function tagKeys(names: readonly string[], stored: ReadonlyMap<string, string>): readonly string[] {
  return names.flatMap((name) => [keyOf(name), longKey(name)]).filter((key) => stored.has(key));
}

/** MLflow's own tags, and Windrow's, are none of the recorder's. */
export function readTags(stored: ReadonlyMap<string, string>): Tags {
  const tags: [string, Tags[string]][] = [];
  for (const [key, text] of stored) {
    if (!isHidden(key)) tags.push([keyFromText(key), scalar(tagFromText(text), text)]);
    else if (LONG.test(key)) {
      const pair = ownJson(key, stored, pairSchema);
      if (pair !== undefined) tags.push(pair);
    }
  }
  return Object.fromEntries(tags);
}

function scalar(value: JsonValue, text: string): Tags[string] {
  return typeof value === 'object' && value !== null ? text : value;
}

function keyOf(name: string): string {
  return isHidden(name) ? guardedKey(name) : keyToText(name);
}

function longKey(name: string): string {
  return TAGS.longTag + shortHash(name);
}

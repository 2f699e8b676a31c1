import { randomUUID } from 'node:crypto';
import { InvalidDefinitionError, PayloadTooLargeError } from '../errors/task-errors.js';
import type { NewTask } from '../store/stored-task.js';
import { canonicalText } from '../task/canonical.js';
import { assertJsonObject } from '../task/check-json.js';
import { dedupeKey } from '../task/dedupe-key.js';
import type { TaskDefinition } from '../task/definition.js';
import type { TaskTemplate } from './task-options.js';

/**
 * A definition as the store takes it: canonical text, its key, a new random id.
 *
 * @param place what messages call it, such as `definitions[3]`
 * @throws InvalidDefinitionError, PayloadTooLargeError
 */
export function prepareTask(
  definition: TaskDefinition,
  template: TaskTemplate,
  scope: string | undefined,
  maxBytes: number,
  place: string,
): NewTask {
  const { text, key } = keyedText(definition, scope, maxBytes, place);
  return { ...template, id: randomUUID(), key, definition: text };
}

/** The canonical text of a definition, and its key. @throws InvalidDefinitionError, PayloadTooLargeError */
export function keyedText(
  definition: TaskDefinition,
  scope: string | undefined,
  maxBytes: number,
  place: string,
): { readonly text: string; readonly key: string } {
  const text = inPlace(place, () => canonicalText(definition));
  // One UTF-16 unit is at most three bytes, so most texts need not be counted.
  if (text.length * 3 > maxBytes) {
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes) throw new PayloadTooLargeError(`The definition ${place}`, bytes, maxBytes);
  }
  return { text, key: dedupeKey(text, scope) };
}

/** Throws what {@link prepareTask} would for what is no plain JSON. @throws InvalidDefinitionError */
export function checkDefinition(definition: TaskDefinition, place: string): void {
  inPlace(place, () => assertJsonObject(definition));
}

function inPlace<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidDefinitionError)) throw error;
    const separator = error.path === '' || error.path.startsWith('[') ? '' : '.';
    throw new InvalidDefinitionError(`${place}${separator}${error.path}`, error.reason);
  }
}

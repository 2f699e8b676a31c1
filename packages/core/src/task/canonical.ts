import canonicalizeModule from 'canonicalize';
import { assertJsonObject } from './check-json.js';
import type { TaskDefinition } from './definition.js';
import { FAULTY, inCanonicalOrder, OUT_OF_ORDER } from './in-canonical-order.js';

// The package's types describe a default export inside its CommonJS module; the module is the function.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/**
 * The canonical JSON text (RFC 8785) of a definition: equal for equal definitions, whatever the order of their keys. It is what
 * a store keeps and what the dedupe key is made from. Minus zero becomes zero, as the RFC says.
 *
 * @throws InvalidDefinitionError with the path to the first value that is not I-JSON
 */
export function canonicalText(definition: TaskDefinition): string {
  const ordered = inCanonicalOrder(definition);
  // JSON.stringify writes numbers and strings exactly as the RFC asks; of an object in canonical order it is the canonical text.
  if (ordered !== FAULTY && ordered !== OUT_OF_ORDER) return JSON.stringify(ordered);
  assertJsonObject(definition);
  return canonicalize(definition);
}

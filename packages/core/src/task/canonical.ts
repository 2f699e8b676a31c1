import canonicalizeModule from 'canonicalize';
import { assertJsonObject } from './check-json.js';
import type { TaskDefinition } from './definition.js';

// The package's types describe a default export inside its CommonJS module; the module is the function.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/**
 * The canonical JSON text (RFC 8785) of a definition: equal for equal definitions, whatever the order of their keys. It is what
 * a store keeps and what the dedupe key is made from. Minus zero becomes zero, as the RFC says.
 *
 * @throws InvalidDefinitionError with the path to the first value that is not I-JSON
 */
export function canonicalText(definition: TaskDefinition): string {
  const sorted = assertJsonObject(definition);
  // JSON.stringify writes numbers and strings exactly as the RFC asks; with the keys in order already it is the canonical text.
  return sorted ? JSON.stringify(definition) : canonicalize(definition);
}

import { PayloadTooLargeError } from '@windrow/core';

export const MAX_DEFINITION_BYTES: number = 16 * 1024 * 1024;

/** @throws PayloadTooLargeError */
export function checkDefinitionSize(what: string, definition: string): void {
  if (definition.length * 3 <= MAX_DEFINITION_BYTES) return;
  const bytes = Buffer.byteLength(definition);
  if (bytes > MAX_DEFINITION_BYTES) throw new PayloadTooLargeError(what, bytes, MAX_DEFINITION_BYTES);
}

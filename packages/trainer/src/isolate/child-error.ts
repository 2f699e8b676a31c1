import { type AttemptError, CodecError } from '@windrow/core';

/** What was thrown in a child, as an error again: name, message, code and stack are the child's. */
export function toChildError({ name, message, code, stack }: AttemptError): Error {
  if (code === 'CODEC') return new CodecError(message.replace(/^Codec: /, ''));
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

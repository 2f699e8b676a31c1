import { InvalidArgumentError, type JsonValue } from '@windrow/core';

const MAX_BYTES = 65_536;

/**
 * A copy of a progress value as it is stored. Refused where it is told, so that one bad value never travels with the renewals of others.
 *
 * @throws InvalidArgumentError for what is no JSON, or longer than 64 KiB of it
 */
export function toProgress(value: unknown): JsonValue {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new InvalidArgumentError(
      'progress',
      `is no JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
    );
  }
  if (text === undefined) throw new InvalidArgumentError('progress', `is no JSON but ${typeof value}.`);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES) {
    throw new InvalidArgumentError('progress', `has ${bytes} bytes of JSON, at most ${MAX_BYTES} are taken.`);
  }
  return JSON.parse(text) as JsonValue;
}

import type { z } from 'zod';
import { ExperimentArchiveError } from '../../errors/record-errors.js';

/** Larger texts are no part of an archive that Windrow wrote. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** The text of an entry. @throws ExperimentArchiveError */
export async function readText(entry: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.byteLength;
    if (size > MAX_TEXT_BYTES) throw new ExperimentArchiveError(entry, `it has more than ${MAX_TEXT_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The JSON of an entry, checked. @throws ExperimentArchiveError */
export async function readJson<T>(entry: string, bytes: AsyncIterable<Uint8Array>, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(entry, bytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ExperimentArchiveError(entry, 'it is no JSON', { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ExperimentArchiveError(
    entry,
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not as expected'}`,
  );
}

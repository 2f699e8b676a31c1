import { type ArtifactData, InvalidArgumentError } from '@windrow/core';

/** The bytes of a source in pieces of `size`, the last one shorter; an aborted signal ends it even while the source keeps it waiting. */
export async function* piecesOf(
  data: ArtifactData,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of data instanceof Uint8Array ? [data] : untilAborted(data, signal)) {
    if (!(piece instanceof Uint8Array)) {
      throw new InvalidArgumentError('put.data', 'must give pieces of type Uint8Array.');
    }
    for (let at = 0; at < piece.byteLength; ) {
      signal?.throwIfAborted();
      const part = piece.subarray(at, at + size - bytes);
      // A copy: the source may use its memory again.
      gathered.push(Uint8Array.from(part));
      [at, bytes] = [at + part.byteLength, bytes + part.byteLength];
      if (bytes < size) continue;
      yield Buffer.concat(gathered);
      [gathered, bytes] = [[], 0];
    }
  }
  if (bytes > 0) yield Buffer.concat(gathered);
}

async function* untilAborted(
  data: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  const source = data[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await orAborted(source.next(), signal);
      if (next.done === true) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    // Not awaited: a source that hangs would hang its end too.
    if (!ended) void Promise.resolve(source.return?.()).catch(() => {});
  }
}

/** Not a race with one promise for the whole upload: that would keep every piece until the end. */
function orAborted<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return asked;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    // A source may abort by itself while it is asked.
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    void asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

import type { StoredResult } from '@windrow/core';
import { Binary } from 'mongodb';
import type { ResultDoc } from './task-doc.js';

export function resultDoc(result: StoredResult): ResultDoc {
  if (result.kind === 'inline') {
    const { buffer, byteOffset, byteLength } = result.bytes;
    return { encoding: result.encoding, bytes: new Binary(Buffer.from(buffer, byteOffset, byteLength)) };
  }
  const { encoding, name, size, sha256 } = result;
  return { encoding, artifact: name, size, sha256 };
}

export function storedResult(doc: ResultDoc): StoredResult {
  if ('bytes' in doc) {
    return { kind: 'inline', encoding: doc.encoding, bytes: new Uint8Array(doc.bytes.value()) };
  }
  const { encoding, artifact, size, sha256 } = doc;
  return { kind: 'artifact', encoding, name: artifact, size, sha256 };
}

import { createHash } from 'node:crypto';
import { PoolCopyError } from '../../errors/manager-errors.js';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { StoredResult } from '../../store/stored-task.js';
import { RESULT_FOLDER, taskOwner } from '../large-values.js';
import type { PoolCopy } from './pool-copy.js';

/**
 * A result as the other store holds it. Inline ones are what they were, unless the other store takes less inline; the bytes of
 * large ones go as a stream from one artifact store to the other, under the same name, unless they are there already.
 *
 * @throws InvalidArgumentError, PoolCopyError, ArtifactMissingError, ArtifactCorruptError
 */
export async function copyResult(copy: PoolCopy, taskId: string, result: StoredResult): Promise<StoredResult> {
  const { artifacts } = copy;
  if (result.kind === 'inline' && result.bytes.byteLength <= copy.to.store.capabilities.inlineResultBytes)
    return result;
  if (artifacts === undefined) {
    throw new InvalidArgumentError(
      'artifacts',
      `is needed: the result of task ${taskId} lies, or has to lie, in an artifact store.`,
    );
  }
  const to = await taskOwner(copy.to, taskId);
  if (result.kind === 'inline') {
    const { encoding, bytes } = result;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { name, size } = await copy.to.call(() => artifacts.put(to, `${RESULT_FOLDER}${sha256.slice(0, 16)}`, bytes));
    return { kind: 'artifact', encoding, name, size, sha256 };
  }
  const there = await copy.to.call(() => artifacts.stat(to, result.name));
  if (there?.sha256 === result.sha256 && there.size === result.size) return result;
  const info = await copy.to.call(async () => artifacts.put(to, result.name, await copy.from.open(taskId, result)));
  if (info.sha256 !== result.sha256 || info.size !== result.size) {
    throw new PoolCopyError(
      copy.to.pool,
      taskId,
      `its artifact ${result.name} holds other bytes than its result points at`,
    );
  }
  copy.moved.artifacts += 1;
  copy.moved.bytes += info.size;
  return result;
}

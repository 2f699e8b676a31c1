import type { CurrentHolder, TaskStatus } from '@windrow/core';

/** What a caller is told whose claim is not the current one; `status` is '' for a task that is gone. */
export function lost(
  status: TaskStatus | '',
  fence: string,
  workerId: string,
): { readonly kind: 'lost'; readonly current?: CurrentHolder } {
  if (status === '') return { kind: 'lost' };
  return { kind: 'lost', current: { status, fence: Number(fence), ...(workerId !== '' && { workerId }) } };
}

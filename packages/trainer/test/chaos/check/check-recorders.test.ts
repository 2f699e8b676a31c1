import { describe, expect, it } from 'vitest';
import { checkRecorders, type RecorderCheck } from './check-recorders.js';

type Recorder = RecorderCheck['recorders'][number];

const recorder = (id: string, more: Partial<Recorder> = {}): Recorder => ({
  id,
  status: 'FINISHED',
  unflushed: [],
  task: { storeId: 's', pool: 'recorded', taskId: 't', fence: 2 },
  ...more,
});
const zombie = recorder('old', { status: 'RUNNING', task: { storeId: 's', pool: 'recorded', taskId: 't', fence: 1 } });
const done = { id: 't', status: 'done', fence: 2, result: { experimentId: 'e', recorderId: 'r' } } as const;

describe('the checker of recorders', () => {
  it('finds nothing wrong with a task whose first attempt died', () => {
    expect(checkRecorders({ tasks: [done], recorders: [zombie, recorder('r')] })).toEqual([]);
  });

  it.each<readonly [string, readonly Recorder[], RegExp]>([
    ['a result whose recorder is not there', [zombie], /its recorder r is not there/],
    ['a recorder that was left RUNNING', [recorder('r', { status: 'RUNNING' })], /its recorder r is RUNNING/],
    [
      'a recorder of an old fence',
      [recorder('r', { task: { storeId: 's', pool: 'recorded', taskId: 't', fence: 1 } })],
      /belongs to .*"fence":1.*, the task's fence is 2/,
    ],
    ['a recorder that lacks a write', [recorder('r', { unflushed: ['metric loss'] })], /lacks metric loss/],
    [
      'a zombie that finished its recorder',
      [{ ...zombie, status: 'FINISHED' }, recorder('r')],
      /recorder old of task t fence 1 is FINISHED, and no result points at it/,
    ],
  ])('finds %s', (_, recorders, told) => {
    expect(checkRecorders({ tasks: [done], recorders }).join('\n')).toMatch(told);
  });
});

import type { Claim } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { LeaseBoard } from './lease-board.js';

const claim = (taskId: string, fence = 1): Claim => ({
  pool: 'pöol',
  taskId,
  fence,
  origin: 'waiting',
  leaseUntil: 1_700_000_000_000,
  workerId: 'host:1:abc',
});

describe('LeaseBoard', () => {
  it('shows what is held to whoever has the memory', () => {
    const board = LeaseBoard.make('pöol', 'host:1:abc', 3);
    const view = new LeaseBoard(board.memory, board.slotBytes);
    expect(view.read()).toEqual([]);
    board.hold({ claim: claim('a') });
    board.hold({ claim: claim('b'), untilMs: 12.5 });
    expect(view.read()).toEqual([{ claim: claim('a') }, { claim: claim('b'), untilMs: 12.5 }]);
    board.forget('a');
    board.forget('not held');
    board.hold({ claim: claim('b', 2) });
    expect(view.read()).toEqual([{ claim: claim('b', 2) }]);
  });

  it('takes as many as were asked for, again and again, and says when there is no room', () => {
    const board = LeaseBoard.make('pöol', 'host:1:abc', 2);
    for (let turn = 0; turn < 10; turn++) {
      expect(['a', 'b', 'c'].map((id) => board.hold({ claim: claim(id) }))).toEqual([true, true, false]);
      expect(
        board
          .read()
          ?.map((held) => held.claim.taskId)
          .toSorted(),
      ).toEqual(['a', 'b']);
      board.forget('a');
      board.forget('b');
    }
    expect(board.hold({ claim: claim('x'.repeat(2_000)) })).toBe(false);
  });

  it('tells when the worker renewed last', () => {
    const board = LeaseBoard.make('pool', 'w', 1);
    const from = Number(process.hrtime.bigint()) / 1e6;
    board.renewed();
    expect(new LeaseBoard(board.memory, board.slotBytes).renewedAtMs()).toBeGreaterThanOrEqual(from);
  });
});

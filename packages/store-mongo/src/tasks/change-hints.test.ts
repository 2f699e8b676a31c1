import { EventEmitter } from 'node:events';
import type { TaskEvent } from '@windrow/core';
import { describe, expect, it, vi } from 'vitest';
import { type ChangeFeed, ChangeHints, eventOf } from './change-hints.js';

/** The driver's change stream at its edge: the server used in tests has none. */
class Feed extends EventEmitter implements ChangeFeed {
  closed = 0;
  async close(): Promise<void> {
    this.closed += 1;
    this.emit('close');
  }
}

const insert = (pool: string, id: string, queue = 'waiting') => ({
  operationType: 'insert',
  documentKey: { _id: `${pool}/${id}` },
  fullDocument: { queue },
});

async function subscribed(hints: ChangeHints, feed: Feed, pool: string, listener: (event: TaskEvent) => void) {
  const adding = hints.add(pool, listener);
  feed.emit('resumeTokenChanged', {});
  return adding;
}

describe('ChangeHints', () => {
  it('tells the listeners of a pool, and nobody else, of what the feed says', async () => {
    const feed = new Feed();
    const hints = new ChangeHints(() => feed);
    const heard: TaskEvent[] = [];
    const elsewhere: TaskEvent[] = [];
    await subscribed(hints, feed, 'a', (event) => heard.push(event));
    await hints.add('b', (event) => elsewhere.push(event));
    feed.emit('change', insert('a', '1'));
    expect(heard).toEqual([{ type: 'task-submitted', pool: 'a', ids: ['1'], claimable: true }]);
    expect(elsewhere).toEqual([]);
    await hints.close();
  });

  it('opens one feed for all listeners, and closes it with the last', async () => {
    const feed = new Feed();
    const watch = vi.fn(() => feed);
    const hints = new ChangeHints(watch);
    const first = await subscribed(hints, feed, 'a', () => {});
    const second = await hints.add('a', () => {});
    expect(watch).toHaveBeenCalledTimes(1);
    await first();
    expect(feed.closed).toBe(0);
    await second();
    expect(feed.closed).toBe(1);
  });

  it('opens the feed again for the next listener after it failed', async () => {
    const feeds = [new Feed(), new Feed()];
    const watch = vi.fn(() => feeds[watch.mock.calls.length - 1] as Feed);
    const hints = new ChangeHints(watch);
    await subscribed(hints, feeds[0] as Feed, 'a', () => {});
    feeds[0]?.emit('error', new Error('the log was cut off'));
    await subscribed(hints, feeds[1] as Feed, 'a', () => {});
    expect(watch).toHaveBeenCalledTimes(2);
    await hints.close();
  });

  it('is silent where the server keeps no change streams', async () => {
    const hints = new ChangeHints(undefined);
    const stop = await hints.add('a', () => expect.unreachable('an event without a feed'));
    await stop();
    await hints.close();
  });

  it('hurts nobody else when a listener throws', async () => {
    const feed = new Feed();
    const hints = new ChangeHints(() => feed);
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const heard: TaskEvent[] = [];
    await subscribed(hints, feed, 'a', () => {
      throw new Error('a listener that throws');
    });
    await hints.add('a', (event) => heard.push(event));
    feed.emit('change', insert('a', '1'));
    expect(heard).toHaveLength(1);
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
    await hints.close();
  });
});

describe('eventOf', () => {
  const update = (updatedFields: object) => ({
    operationType: 'update',
    documentKey: { _id: 'a/1' },
    updateDescription: { updatedFields },
  });

  it.each<readonly [string, object, TaskEvent['type'], boolean]>([
    ['a claim', update({ status: 'running', queue: '' }), 'task-claimed', false],
    ['a commit', update({ status: 'done' }), 'task-settled', false],
    ['a step', update({ status: 'part_done', queue: 'part_done' }), 'task-settled', true],
    ['a task that came back', update({ status: 'waiting', queue: 'waiting' }), 'task-changed', true],
    ['a delay that is over', update({ queue: 'waiting' }), 'task-changed', true],
    ['a renewal', update({}), 'task-changed', false],
    ['a delayed submit', insert('a', '1', ''), 'task-submitted', false],
    ['a removal', { operationType: 'delete', documentKey: { _id: 'a/1' } }, 'task-removed', false],
  ])('names %s', (_, change, type, claimable) => {
    expect(eventOf(change)).toEqual({ type, pool: 'a', ids: ['1'], claimable });
  });

  it('says nothing of what is no task', () => {
    expect(eventOf({ operationType: 'drop' })).toBeUndefined();
    expect(eventOf({ operationType: 'rename', documentKey: { _id: 'a/1' } })).toBeUndefined();
  });
});

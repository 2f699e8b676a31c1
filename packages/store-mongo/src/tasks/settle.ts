import { randomUUID } from 'node:crypto';
import type { Claim, Settlement, SettleOutcome } from '@windrow/core';
import { endingPipeline } from './ending.js';
import { HOLDER, holderOf } from './stored-task.js';
import { documentId, type TaskDoc } from './task-doc.js';
import type { TaskSession } from './task-session.js';

interface Item {
  readonly claim: Claim;
  readonly end: Settlement;
}

const SETTLED = { ...HOLDER, settled: 1 };
/** Ends sent in one write; a batch of large results is cut by the driver as well. */
const BATCH = 1_000;

/** Ends attempts: one round trip when every one of them is a commit that applies, else two. */
export async function settleClaims(session: TaskSession, items: readonly Item[]): Promise<readonly SettleOutcome[]> {
  const [first] = items;
  if (items.length === 1 && first !== undefined) return [await settleOne(session, first)];
  const outcomes: SettleOutcome[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    outcomes.push(...(await settleMany(session, items.slice(from, from + BATCH))));
  }
  return outcomes;
}

async function settleOne({ tasks }: TaskSession, { claim, end }: Item): Promise<SettleOutcome> {
  const call = randomUUID();
  if (end.kind === 'done') {
    const { matchedCount } = await tasks.updateOne(heldUnder(claim), endingPipeline(end, call));
    if (matchedCount === 1) return { kind: 'settled', status: 'done', repeated: false };
  } else {
    const doc = await tasks.findOneAndUpdate(heldUnder(claim), endingPipeline(end, call), {
      returnDocument: 'after',
      projection: SETTLED,
    });
    if (doc !== null) return outcomeOf(doc, claim, end, call);
  }
  const doc = await tasks.findOne(addressOf(claim), { projection: SETTLED });
  return outcomeOf(doc, claim, end, call);
}

async function settleMany({ tasks }: TaskSession, items: readonly Item[]): Promise<readonly SettleOutcome[]> {
  const call = randomUUID();
  const { matchedCount } = await tasks.bulkWrite(
    items.map(({ claim, end }) => ({
      updateOne: { filter: heldUnder(claim), update: endingPipeline(end, call) },
    })),
    { ordered: false },
  );
  if (matchedCount === items.length && items.every(({ end }) => end.kind === 'done')) {
    return items.map(() => ({ kind: 'settled', status: 'done', repeated: false }));
  }
  const pools = [...new Set(items.map(({ claim }) => claim.pool))];
  const ids = items.map(({ claim }) => documentId(claim.pool, claim.taskId));
  const docs = await tasks.find({ pool: { $in: pools }, _id: { $in: ids } }, { projection: SETTLED }).toArray();
  const byId = new Map(docs.map((doc) => [doc._id, doc]));
  return items.map(({ claim, end }) => outcomeOf(byId.get(documentId(claim.pool, claim.taskId)), claim, end, call));
}

function outcomeOf(doc: TaskDoc | null | undefined, claim: Claim, end: Settlement, call: string): SettleOutcome {
  const settled = doc?.settled;
  if (settled?.fence === claim.fence && settled.kind === end.kind) {
    return { kind: 'settled', status: settled.status, repeated: settled.call !== call };
  }
  return { kind: 'lost', ...holderOf(doc) };
}

export function addressOf(claim: Claim): { readonly pool: string; readonly _id: string } {
  return { pool: claim.pool, _id: documentId(claim.pool, claim.taskId) };
}

/** The fence: nothing is written unless this very claim is the current one. */
export function heldUnder(claim: Claim): {
  readonly pool: string;
  readonly _id: string;
  readonly status: 'running';
  readonly fence: number;
} {
  return { ...addressOf(claim), status: 'running', fence: claim.fence };
}

import type { Claim, JsonValue, RenewOutcome } from '@windrow/core';
import type { Document } from 'mongodb';
import { addressOf, heldUnder } from './settle.js';
import { HOLDER, holderOf } from './stored-task.js';
import { documentId, type TaskDoc } from './task-doc.js';
import { NOW, type TaskSession } from './task-session.js';

interface Item {
  readonly claim: Claim;
  readonly progress?: JsonValue;
}

const RENEWED = { ...HOLDER, leaseUntil: 1, cancelRequested: 1 };

/** Moves leases on: one round trip for one that is held, two for any number. */
export async function renewClaims(
  { tasks }: TaskSession,
  items: readonly Item[],
  leaseMs: number,
): Promise<readonly RenewOutcome[]> {
  const [first] = items;
  if (items.length === 1 && first !== undefined) {
    const { claim } = first;
    const doc =
      (await tasks.findOneAndUpdate(heldUnder(claim), renewal(first, leaseMs), {
        returnDocument: 'after',
        projection: RENEWED,
      })) ?? (await tasks.findOne(addressOf(claim), { projection: RENEWED }));
    return [outcomeOf(doc, claim, leaseMs)];
  }
  await tasks.bulkWrite(
    items.map((item) => ({ updateOne: { filter: heldUnder(item.claim), update: renewal(item, leaseMs) } })),
    { ordered: false },
  );
  const pools = [...new Set(items.map(({ claim }) => claim.pool))];
  const ids = items.map(({ claim }) => documentId(claim.pool, claim.taskId));
  const docs = await tasks.find({ pool: { $in: pools }, _id: { $in: ids } }, { projection: RENEWED }).toArray();
  const byId = new Map(docs.map((doc) => [doc._id, doc]));
  return items.map(({ claim }) => outcomeOf(byId.get(documentId(claim.pool, claim.taskId)), claim, leaseMs));
}

function renewal({ progress }: Item, leaseMs: number): Document[] {
  const leaseUntil = { $add: [NOW, Math.ceil(leaseMs)] };
  const told = progress === undefined ? {} : { progressText: { $literal: JSON.stringify(progress) } };
  return [{ $set: { leaseUntil, due: leaseUntil, rev: { $add: ['$rev', 1] }, ...told } }];
}

function outcomeOf(doc: TaskDoc | null | undefined, claim: Claim, leaseMs: number): RenewOutcome {
  if (doc?.status !== 'running' || doc.fence !== claim.fence) return { kind: 'lost', ...holderOf(doc) };
  const { leaseUntil = 0, cancelRequested } = doc;
  return { kind: 'held', leftMs: leaseMs, leaseUntil, cancelRequested };
}

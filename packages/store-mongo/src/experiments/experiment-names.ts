import { randomUUID } from 'node:crypto';
import { type ExperimentInfo, ExperimentNameTakenError, ExperimentNotFoundError } from '@windrow/core';
import { isDuplicate } from '../connection/mongo-error.js';
import { type ExperimentCollections, type ExperimentDoc, experimentInfo } from './experiment-docs.js';

/** How often a name is looked up again that others take and free at this moment. */
const TRIES = 20;

/** One id for one living name, whoever asks at once: the unique index decides. */
export async function getOrCreateExperiment(collections: ExperimentCollections, name: string): Promise<ExperimentInfo> {
  for (let tries = 1; ; tries += 1) {
    const found = await collections.experiments.findOne({ livingName: name });
    if (found !== null) return experimentInfo(found);
    const { seq, now } = await collections.next();
    const doc: ExperimentDoc = { _id: randomUUID(), name, livingName: name, seq, deleted: false, createdAt: now };
    try {
      await collections.experiments.insertOne(doc);
      return experimentInfo(doc);
    } catch (error) {
      if (!isDuplicate(error) || tries === TRIES) throw error;
    }
  }
}

/** @throws ExperimentNotFoundError */
export async function requireExperiment(collections: ExperimentCollections, id: string): Promise<ExperimentDoc> {
  const doc = await collections.experiments.findOne({ _id: id });
  if (doc === null) throw new ExperimentNotFoundError(id);
  return doc;
}

/** @throws ExperimentNotFoundError, ExperimentNameTakenError */
export async function renameExperiment(
  collections: ExperimentCollections,
  id: string,
  name: string,
): Promise<ExperimentInfo> {
  return refuseTaken(collections, name, async () => {
    const living = await collections.experiments.findOneAndUpdate(
      { _id: id, deleted: false },
      { $set: { name, livingName: name } },
      { returnDocument: 'after' },
    );
    const doc =
      living ??
      (await collections.experiments.findOneAndUpdate(
        { _id: id, deleted: true },
        { $set: { name } },
        { returnDocument: 'after' },
      ));
    if (doc === null) throw new ExperimentNotFoundError(id);
    return experimentInfo(doc);
  });
}

/** @throws ExperimentNotFoundError */
export async function deleteExperiment(collections: ExperimentCollections, id: string): Promise<void> {
  const { matchedCount } = await collections.experiments.updateOne(
    { _id: id },
    { $set: { deleted: true }, $unset: { livingName: '' } },
  );
  if (matchedCount === 0) throw new ExperimentNotFoundError(id);
}

/** @throws ExperimentNotFoundError, ExperimentNameTakenError */
export async function restoreExperiment(collections: ExperimentCollections, id: string): Promise<ExperimentInfo> {
  const { name } = await requireExperiment(collections, id);
  return refuseTaken(collections, name, async () => {
    const doc = await collections.experiments.findOneAndUpdate(
      { _id: id, name },
      { $set: { deleted: false, livingName: name } },
      { returnDocument: 'after' },
    );
    if (doc === null) throw new ExperimentNotFoundError(id);
    return experimentInfo(doc);
  });
}

async function refuseTaken<T>(collections: ExperimentCollections, name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const holder = await collections.experiments.findOne({ livingName: name });
    throw new ExperimentNameTakenError(name, holder?._id ?? 'another experiment');
  }
}

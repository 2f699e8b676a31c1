import { type Collection, type Db, GridFSBucket, ObjectId } from 'mongodb';
import { BUCKET, COLLECTIONS } from '../connection/schema.js';
import type { ArtifactDoc } from './artifact-docs.js';

/** The collection of artifacts, and the bucket with their bytes. */
export class ArtifactFiles {
  readonly artifacts: Collection<ArtifactDoc>;
  readonly bucket: GridFSBucket;
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
    this.artifacts = db.collection(COLLECTIONS.artifacts);
    this.bucket = new GridFSBucket(db, { bucketName: BUCKET });
  }

  newId(): ObjectId {
    return new ObjectId();
  }

  /** Deletes bytes, whether their upload ended or not. */
  async drop(files: readonly ObjectId[]): Promise<void> {
    if (files.length === 0) return;
    await this.#db.collection(`${BUCKET}.files`).deleteMany({ _id: { $in: [...files] } });
    await this.#db.collection(`${BUCKET}.chunks`).deleteMany({ files_id: { $in: [...files] } });
  }
}

import { type Binary, type Collection, type Db, GridFSBucket, ObjectId } from 'mongodb';
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

  /** How many bytes lie there, finished or not. */
  async bytesOf(files: readonly ObjectId[]): Promise<number> {
    let bytes = 0;
    const chunks = this.#db.collection<{ readonly data: Binary }>(`${BUCKET}.chunks`);
    for await (const { data } of chunks.find({ files_id: { $in: [...files] } }, { projection: { data: 1 } })) {
      bytes += data.length();
    }
    return bytes;
  }

  /** Deletes bytes, whether their upload ended or not. */
  async drop(files: readonly ObjectId[]): Promise<void> {
    if (files.length === 0) return;
    await this.#db.collection(`${BUCKET}.files`).deleteMany({ _id: { $in: [...files] } });
    await this.#db.collection(`${BUCKET}.chunks`).deleteMany({ files_id: { $in: [...files] } });
  }
}

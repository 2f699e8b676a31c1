import { isDuplicate } from '../connection/mongo-error.js';

const TRIES = 5;

/** Two clients that make the same document by an upsert: one of them is told of a duplicate, and finds it when it asks again. */
export async function retryDuplicate<T>(upsert: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await upsert();
    } catch (error) {
      if (!isDuplicate(error) || tries === TRIES) throw error;
    }
  }
}

import type { MongoClient } from 'mongodb';

/** Where the client sets no limit of its own: what nobody waits for any more. */
const UNLIMITED_MS = 600_000;

/** How long one command may take at most that the driver sends again once, ms: every wait of it twice. */
export function patienceOf({ options }: MongoClient): number {
  const { serverSelectionTimeoutMS, waitQueueTimeoutMS, connectTimeoutMS, socketTimeoutMS } = options;
  const limits = [serverSelectionTimeoutMS, waitQueueTimeoutMS, connectTimeoutMS, socketTimeoutMS];
  if (limits.some((limit) => limit === undefined || limit === 0)) return UNLIMITED_MS;
  return 2 * limits.reduce((sum, limit) => sum + limit, 0);
}

/**
 * Waits for a call of the driver, and gives it up when it takes longer than all of the driver's own limits together. A command that is
 * written to a socket which has just been destroyed waits for a `drain` that never comes (driver 7.9), so that its promise is never
 * settled; nothing of it has reached the server.
 *
 * @throws what `lost` makes
 */
export async function unlessLost<T>(call: Promise<T>, patienceMs: number, lost: () => unknown): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lost()), patienceMs);
  });
  try {
    return await Promise.race([call, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

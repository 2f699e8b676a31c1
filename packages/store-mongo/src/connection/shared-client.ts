import { MongoClient, type MongoClientOptions } from 'mongodb';

interface Shared {
  readonly client: MongoClient;
  users: number;
}

const clients = new Map<string, Shared>();

/** A client that this process shares with every store of the same URL and options; `release` closes it after the last. */
export function shareClient(
  url: string,
  options: MongoClientOptions,
): { readonly client: MongoClient; readonly release: () => Promise<void> } {
  const key = keyOf(url, options);
  // What has no text of its own (a certificate in memory, a callback) is not compared: such a client is not shared.
  const shared = (key === undefined ? undefined : clients.get(key)) ?? {
    client: new MongoClient(url, options),
    users: 0,
  };
  shared.users += 1;
  if (key !== undefined) clients.set(key, shared);
  let used = true;
  return {
    client: shared.client,
    release: async () => {
      if (!used) return;
      used = false;
      shared.users -= 1;
      if (shared.users > 0) return;
      if (key !== undefined) clients.delete(key);
      await shared.client.close();
    },
  };
}

function keyOf(url: string, options: MongoClientOptions): string | undefined {
  const values: unknown[] = Object.values(options);
  if (values.some((value) => typeof value === 'object' || typeof value === 'function')) return undefined;
  return JSON.stringify([url, Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

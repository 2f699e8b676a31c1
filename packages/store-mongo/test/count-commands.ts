import type { MongoClient } from 'mongodb';

/** The commands that a client sends, as a driver's monitoring tells: one is one round trip. */
export function countCommands(client: MongoClient): {
  during<T>(operation: () => Promise<T>): Promise<readonly string[]>;
} {
  let seen: string[] = [];
  client.on('commandStarted', ({ commandName }) => seen.push(commandName));
  return {
    during: async (operation) => {
      seen = [];
      await operation();
      return seen;
    },
  };
}

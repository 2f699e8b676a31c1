import type { RedisArgument, RedisConnection } from '../connection/redis-connection.js';
import type { Script } from '../script/script.js';
import { Exchange } from './exchange.js';
import { PoolKeys } from './pool-keys.js';
import { RouteCache } from './route-cache.js';
import { SCRIPTS } from './scripts.js';
import { storedName } from './stored-task.js';

/** A task that a script is to act on. */
export interface Item {
  readonly id: string;
  /** The `status fence` under which it was chosen; a script leaves it alone when that has changed. */
  readonly seen?: string;
  /** `'none'` where the script cannot need its route. */
  readonly route?: 'none';
}

/** Tasks of one script run: it blocks the server for as long as it lasts. */
export const MOST_PER_SCRIPT = 250;

/** What every operation on tasks works with. */
export class TaskSession {
  readonly routes: RouteCache = new RouteCache();
  readonly exchange: Exchange;
  readonly #keys = new Map<string, PoolKeys>();

  constructor(readonly connection: RedisConnection) {
    this.exchange = new Exchange(connection, MOST_PER_SCRIPT);
  }

  keys(pool: string): PoolKeys {
    let keys = this.#keys.get(pool);
    if (keys === undefined) {
      keys = new PoolKeys(this.connection.prefix, pool);
      this.#keys.set(pool, keys);
    }
    return keys;
  }

  /**
   * Runs a script that begins as the part `pool` says, over any number of tasks.
   *
   * @param rest what the script is told after the tasks; of those from `from` up to `to`
   * @returns one answer per task, or one per run where the script gives no list
   */
  async runOnTasks(
    operation: string,
    script: Script,
    pool: string,
    items: readonly Item[],
    rest: (part: readonly Item[], from: number) => readonly RedisArgument[],
  ): Promise<readonly unknown[]> {
    const answers: unknown[] = [];
    for (let from = 0; from < items.length; from += MOST_PER_SCRIPT) {
      const part = items.slice(from, from + MOST_PER_SCRIPT);
      const answer = await this.#runPart(operation, script, pool, part, rest(part, from));
      if (Array.isArray(answer)) for (const one of answer) answers.push(one);
      else answers.push(answer);
    }
    return answers;
  }

  /** Values of some fields of tasks, as bytes, in the order of the ids; all absent where the task is not there. */
  async readFields(
    operation: string,
    pool: string,
    ids: readonly string[],
    fields: readonly string[],
  ): Promise<readonly (readonly (Buffer | null)[])[]> {
    const keys = this.keys(pool);
    const found: (readonly (Buffer | null)[])[] = [];
    for (let from = 0; from < ids.length; from += MOST_PER_SCRIPT) {
      const part = ids.slice(from, from + MOST_PER_SCRIPT);
      const answer = await this.connection.runBytes(
        operation,
        SCRIPTS.read,
        [keys.tasks, keys.definitions, keys.results, keys.leases, ...part.map((id) => keys.task(id))],
        [part.length, ...part, ...fields.map(storedName)],
      );
      for (const one of answer as (readonly (Buffer | null)[])[]) found.push(one);
    }
    return found;
  }

  async #runPart(
    operation: string,
    script: Script,
    pool: string,
    items: readonly Item[],
    rest: readonly RedisArgument[],
  ): Promise<unknown> {
    const keys = this.keys(pool);
    const routeOf = await this.#routesOf(operation, pool, items);
    const numbers = new Map<string, number>();
    const ready: string[] = [];
    const args: RedisArgument[] = [];
    for (const { id, seen } of items) {
      const route = routeOf(id);
      let number = route === undefined ? 0 : numbers.get(route);
      if (number === undefined) {
        number = numbers.size + 1;
        numbers.set(route as string, number);
        ready.push(keys.ready('waiting', route as string), keys.ready('part_done', route as string));
      }
      args.push(id, number, seen ?? '');
    }
    return this.connection.run(
      operation,
      script,
      [...keys.indexes, ...ready, ...items.map(({ id }) => keys.task(id))],
      [keys.channel, numbers.size, items.length, ...args, ...rest],
    );
  }

  /** A task's route never changes, so that it may be read before the script that declares its keys runs. */
  async #routesOf(
    operation: string,
    pool: string,
    items: readonly Item[],
  ): Promise<(id: string) => string | undefined> {
    const known = new Map<string, string | undefined>();
    const unknown: string[] = [];
    for (const { id, route } of items) {
      if (route === 'none') continue;
      const found = this.routes.get(pool, id);
      if (found === undefined) unknown.push(id);
      else known.set(id, found);
    }
    if (unknown.length > 0) {
      const found = await this.readFields(operation, pool, unknown, ['seq', 'route']);
      found.forEach(([seq, route], i) => {
        if (seq === null) return;
        const id = unknown[i] as string;
        const text = route?.toString() ?? '';
        known.set(id, text);
        this.routes.set(pool, id, text);
      });
    }
    return (id) => known.get(id);
  }
}

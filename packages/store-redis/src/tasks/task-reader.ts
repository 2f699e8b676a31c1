import { type FilterNode, type JsonValue, readPath } from '@windrow/core';
import { tagsOf, valuesOf } from './stored-task.js';
import type { TaskSession } from './task-session.js';

/** Gives `matches` the value at a path. */
export type ReadField = (path: readonly string[]) => unknown;

/** Reads of tasks what one filter names, and nothing else. */
export class TaskReader {
  readonly #session: TaskSession;
  readonly #operation: string;
  readonly #names: readonly string[];

  constructor(session: TaskSession, operation: string, filter: FilterNode | undefined, also?: string) {
    this.#session = session;
    this.#operation = operation;
    const roots = new Set(filter === undefined ? [] : rootsOf(filter));
    roots.delete('id');
    this.#names = [...new Set(['status', 'fence', ...roots, ...(also === undefined ? [] : [also])])];
  }

  /** One reader per id; `undefined` where the task is not there. */
  async read(pool: string, ids: readonly string[]): Promise<readonly (ReadField | undefined)[]> {
    if (ids.length === 0) return [];
    const rows = await this.#session.readFields(this.#operation, pool, ids, this.#names);
    return rows.map((row, i) => readerOf(ids[i] as string, valuesOf(this.#names, row)));
  }
}

function readerOf(id: string, values: ReadonlyMap<string, Buffer>): ReadField | undefined {
  const text = (name: string): string | undefined => values.get(name)?.toString();
  if (!values.has('status')) return undefined;
  let definition: JsonValue | undefined;
  return (path) => {
    const field = path[0] as string;
    switch (field) {
      case 'id':
        return id;
      case 'status':
        return text('status');
      case 'definition':
        definition ??= JSON.parse(text('definition') ?? 'null') as JsonValue;
        return readPath(definition, path.slice(1));
      case 'tags':
        return readPath(tagsOf(text('tags')), path.slice(1));
      case 'priority':
      case 'attempts':
      case 'fence':
        return Number(text(field) ?? 0);
      default: {
        const value = text(field);
        return value === undefined ? undefined : Number(value);
      }
    }
  };
}

function rootsOf(filter: FilterNode): readonly string[] {
  if ('clauses' in filter) return filter.clauses.flatMap(rootsOf);
  return filter.op === 'not' ? rootsOf(filter.clause) : [filter.path[0] as string];
}

import { type NumberTree, numberTree } from './b-tree.js';
import type { TaskRecord } from './task-record.js';

type Tree = NumberTree<TaskRecord>;

/** Submission numbers stay below 2^37, so that priority and number fit into one exact number. */
const SEQ_SPAN = 2 ** 37;
const HIGHEST_PRIORITY = 32_767;

/** Claim order as one number: priority descending, then submission number. */
function rankOf(task: TaskRecord): number {
  return (HIGHEST_PRIORITY - task.priority) * SEQ_SPAN + task.seq;
}

/** The claimable tasks of one pool and one status: a B+ tree per route, keyed (−priority, seq). */
export class ReadyIndex {
  readonly #trees = new Map<string, Tree>();

  add(task: TaskRecord): void {
    let tree = this.#trees.get(task.route);
    if (tree === undefined) {
      tree = numberTree<TaskRecord>();
      this.#trees.set(task.route, tree);
    }
    tree.set(rankOf(task), task);
  }

  remove(task: TaskRecord): void {
    const tree = this.#trees.get(task.route);
    if (tree === undefined) return;
    tree.delete(rankOf(task));
    if (tree.size === 0) this.#trees.delete(task.route);
  }

  /** Takes up to `limit` tasks of these routes out, best first. */
  take(routes: readonly string[], limit: number): TaskRecord[] {
    const trees = this.#treesOf(routes);
    const only = trees[0];
    if (only === undefined) return [];
    const taken = trees.length === 1 ? firstOf(only, limit) : mergedFirst(trees, limit);
    if (trees.length === 1) {
      const last = taken.at(-1);
      if (last !== undefined) only.deleteRange(0, rankOf(last), true);
      if (only.size === 0) this.#trees.delete((last as TaskRecord).route);
    } else {
      for (const task of taken) this.remove(task);
    }
    return taken;
  }

  /** The tasks of these routes in claim order, without taking them. */
  scan(routes: readonly string[]): Iterable<TaskRecord> {
    return merge(this.#treesOf(routes));
  }

  #treesOf(routes: readonly string[]): Tree[] {
    const trees = new Set<Tree>();
    for (const route of routes) {
      const tree = this.#trees.get(route);
      if (tree !== undefined) trees.add(tree);
    }
    return [...trees];
  }
}

function firstOf(tree: Tree, limit: number): TaskRecord[] {
  const found: TaskRecord[] = [];
  for (const task of tree.values()) {
    found.push(task);
    if (found.length === limit) break;
  }
  return found;
}

function mergedFirst(trees: readonly Tree[], limit: number): TaskRecord[] {
  const found: TaskRecord[] = [];
  for (const task of merge(trees)) {
    found.push(task);
    if (found.length === limit) break;
  }
  return found;
}

/** At most 32 routes: looking at each head is cheaper than a heap. */
function* merge(trees: readonly Tree[]): Generator<TaskRecord, void> {
  const heads = trees.map((tree) => {
    const rest = tree.values();
    return { rest, next: rest.next() };
  });
  for (;;) {
    let best: (typeof heads)[number] | undefined;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const head of heads) {
      if (head.next.done === true) continue;
      const rank = rankOf(head.next.value);
      if (rank < bestRank) {
        best = head;
        bestRank = rank;
      }
    }
    if (best === undefined) return;
    const task = best.next.value as TaskRecord;
    best.next = best.rest.next();
    yield task;
  }
}

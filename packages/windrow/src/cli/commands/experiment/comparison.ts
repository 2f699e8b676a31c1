import { isDeepStrictEqual } from 'node:util';
import type { RecorderInfo } from '@windrow/core';
import { flatLeaves } from './flat-leaves.js';

/** One row of a comparison: a value for each recorder, in their order; `null` where it has none. */
export interface ComparedRow {
  readonly name: string;
  readonly values: readonly unknown[];
}

export interface Comparison {
  readonly recorders: readonly Pick<RecorderInfo, 'id' | 'name' | 'status'>[];
  readonly params: readonly ComparedRow[];
  /** Params that every recorder has with the same value, which are left out unless all were asked for. */
  readonly sameParams: number;
  /** Last values. */
  readonly metrics: readonly ComparedRow[];
  readonly tags: readonly ComparedRow[];
}

/** Recorders side by side. A param that only some have differs. */
export function compareRecorders(recorders: readonly RecorderInfo[], all: boolean): Comparison {
  const params = rowsOf(recorders.map(({ params }) => flatLeaves(params)));
  const differing = params.filter(({ values }) => !values.every((value) => isDeepStrictEqual(value, values[0])));
  return {
    recorders: recorders.map(({ id, name, status }) => ({ id, name, status })),
    params: all ? params : differing,
    sameParams: params.length - differing.length,
    metrics: rowsOf(recorders.map(({ metrics }) => new Map(Object.entries(metrics)))),
    tags: rowsOf(recorders.map(({ tags }) => new Map(Object.entries(tags)))),
  };
}

function rowsOf(columns: readonly ReadonlyMap<string, unknown>[]): readonly ComparedRow[] {
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort();
  return names.map((name) => ({ name, values: columns.map((column) => column.get(name) ?? null) }));
}

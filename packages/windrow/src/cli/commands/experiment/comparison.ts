import { isDeepStrictEqual } from 'node:util';
import type { RecorderInfo } from '@windrow/core';
import type { ComparedRow, Comparison } from '../../answers/experiment-answers.js';
import { flatLeaves } from './flat-leaves.js';

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

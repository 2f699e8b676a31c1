import type { FilterNode, FilterScalar } from '@windrow/core';
import { keyToText } from '../text/key-text.js';
import { isHidden } from '../text/tag-names.js';
import { paramFromText, tagFromText } from '../text/value-text.js';

/** Quoting in MLflow's language is poor; what is not as plain as this is left to the evaluation here. */
const PLAIN = /^[\w .\-/]{1,200}$/;
const COMPARISONS: Readonly<Partial<Record<FilterNode['op'], string>>> = {
  eq: '=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/**
 * What of a filter MLflow can judge, in its own language: conditions that every match meets, so that fewer runs are sent. Each run that
 * comes is judged again here, by the one meaning that filters have.
 */
export function searchFilter(node: FilterNode | undefined): string {
  return node === undefined ? '' : [...conditions(node)].join(' and ');
}

function* conditions(node: FilterNode): Generator<string, void> {
  if (node.op === 'and') for (const clause of node.clauses) yield* conditions(clause);
  else if ('value' in node) {
    const condition = conditionOf(node.path, COMPARISONS[node.op], node.value);
    if (condition !== undefined) yield condition;
  }
}

function conditionOf(path: readonly string[], comparison: string | undefined, value: FilterScalar): string | undefined {
  if (comparison === undefined || value === null) return undefined;
  const [root, ...rest] = path;
  switch (root) {
    case 'createdAt':
      return Number.isSafeInteger(value) ? `attributes.start_time ${comparison} ${value}` : undefined;
    case 'status':
      // MLflow knows two words for FAILED, and no "or".
      return comparison === '=' && value !== 'FAILED' ? `attributes.status = '${value}'` : undefined;
    case 'metrics':
      // NaN is kept as 0, and may come along.
      return typeof value === 'number' && PLAIN.test(keyToText(rest.join('.')))
        ? `metrics.\`${keyToText(rest.join('.'))}\` ${comparison} ${value}`
        : undefined;
    case 'params':
      return textCondition(
        'params',
        rest.map((part) => keyToText(part, '.')).join('.'),
        comparison,
        value,
        paramFromText,
      );
    case 'tags':
      return isHidden(rest.join('.'))
        ? undefined
        : textCondition('tags', keyToText(rest.join('.')), comparison, value, tagFromText);
    default:
      return undefined;
  }
}

/** Only for text that no other text stands for. */
function textCondition(
  root: string,
  key: string,
  comparison: string,
  value: FilterScalar,
  read: (text: string) => unknown,
): string | undefined {
  if (comparison !== '=' || typeof value !== 'string' || !PLAIN.test(key) || !PLAIN.test(value)) return undefined;
  return read(value) === value && !isJson(value) ? `${root}.\`${key}\` = '${value}'` : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

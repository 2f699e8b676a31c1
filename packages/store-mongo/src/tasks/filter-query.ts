import type { FilterNode } from '@windrow/core';
import type { Document, Filter } from 'mongodb';
import type { TaskDoc } from './task-doc.js';

const NOTHING: Document = Object.freeze({ _id: { $in: [] } });
const EVERYTHING: Document = Object.freeze({});

/**
 * A checked filter as a query. The meaning is the same without a second look: the fields that a filter can name hold scalars and
 * objects, never lists, so that the server's walk into lists finds none; and the server, too, compares within one type, strings by
 * their bytes, and takes what is missing for null.
 */
export function filterQuery(node: FilterNode): Filter<TaskDoc> {
  return translate(node) as Filter<TaskDoc>;
}

function translate(node: FilterNode): Document {
  switch (node.op) {
    case 'and':
      return node.clauses.length === 0 ? EVERYTHING : { $and: node.clauses.map(translate) };
    case 'or':
      return node.clauses.length === 0 ? NOTHING : { $or: node.clauses.map(translate) };
    case 'nor':
      return node.clauses.length === 0 ? EVERYTHING : { $nor: node.clauses.map(translate) };
    case 'not':
      return { $nor: [translate(node.clause)] };
    case 'exists':
      return { [field(node.path)]: { $exists: node.exists } };
    case 'in':
    case 'nin':
      return { [field(node.path)]: { [`$${node.op}`]: [...node.values] } };
    default:
      return { [field(node.path)]: { [`$${node.op}`]: node.value } };
  }
}

function field(path: readonly string[]): string {
  return path.join('.');
}

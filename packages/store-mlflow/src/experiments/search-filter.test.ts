import { type Filter, parseFilter, RECORDER_VOCABULARY } from '@windrow/core';
import { expect, it } from 'vitest';
import { searchFilter } from './search-filter.js';

it.each<readonly [Filter, string]>([
  [{ status: 'FINISHED', createdAt: { $gte: 5 } }, "attributes.status = 'FINISHED' and attributes.start_time >= 5"],
  [{ 'params.model.class': 'Ridge' }, "params.`model.class` = 'Ridge'"],
  [{ 'metrics.val/loss': { $lt: 0.5 } }, 'metrics.`val/loss` < 0.5'],
  [{ 'tags.team': 'research' }, "tags.`team` = 'research'"],
])('lets MLflow preselect %j', (filter, expected) => {
  expect(searchFilter(parseFilter(filter, RECORDER_VOCABULARY))).toBe(expected);
});

it.each<Filter>([
  // KILLED is FAILED here.
  { status: 'FAILED' },
  // Texts that mean the same to Windrow: 3 and 3.0, x and "x".
  { 'params.count': 3 },
  { 'tags.version': '1' },
  // Quotes, and names that stand for something else.
  { 'tags.a': "' or 1 = 1" },
  { 'tags.a`b': 'x' },
  { 'tags.mlflow': null },
  { $or: [{ status: 'RUNNING' }, { status: 'FINISHED' }] },
  { status: { $ne: 'RUNNING' } },
])('leaves %j to the evaluation here', (filter) => {
  expect(searchFilter(parseFilter(filter, RECORDER_VOCABULARY))).toBe('');
});

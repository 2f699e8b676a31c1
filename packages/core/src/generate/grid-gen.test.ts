import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageOf, notFrozen, rollingTemplate } from '../../test/generate/rolling-template.js';
import type { TaskDefinition } from '../task/definition.js';
import { getIn } from './definition-path.js';
import { GridGen } from './grid-gen.js';

const template = rollingTemplate({ train: ['2020-01-01', null], test: ['2021-01-01', null] });

describe('parity row "user generators (losses list)": GridGen', () => {
  test('makes one task per combination, the last path fastest', () => {
    const tasks = new GridGen({ 'model.kwargs.loss': ['mse', 'mae'], 'model.kwargs.depth': [4, 8, 16] }).generate(
      template,
    );
    expect(tasks.map((task) => [getIn(task, 'model.kwargs.loss'), getIn(task, 'model.kwargs.depth')])).toEqual([
      ['mse', 4],
      ['mse', 8],
      ['mse', 16],
      ['mae', 4],
      ['mae', 8],
      ['mae', 16],
    ]);
    expect(tasks.every((task) => getIn(task, 'model.kwargs.alpha') === 0.05)).toBe(true);
    expect(notFrozen(tasks)).toBeUndefined();
  });

  test('puts lists and objects in whole, reaches into lists by number, and gives a component kwargs that it lacks', () => {
    const value = { nested: [1, { deep: true }] };
    const [task] = new GridGen({
      'model.kwargs.net': [value],
      'record.1.kwargs.ann_scaler': [12],
      'record.0.kwargs.top': [1],
    }).generate(template);
    expect(getIn(task as TaskDefinition, 'model.kwargs.net')).toEqual(value);
    expect(getIn(task as TaskDefinition, 'record')).toEqual([
      { class: 'SignalRecord', kwargs: { top: 1 } },
      { class: 'SignalAnalysisRecord', kwargs: { ann_scaler: 12 } },
    ]);
    expect(Object.isFrozen(value)).toBe(false);
  });

  test('takes a missing parent for a typing mistake, and says what is there', () => {
    expect(messageOf(() => new GridGen({ 'modle.kwargs.loss': ['mse'] }).generate(template))).toBe(
      "INVALID_TEMPLATE: the task's modle is missing, so modle.kwargs.loss cannot be set; there is model, dataset, record",
    );
    expect(messageOf(() => new GridGen({ 'record.2.kwargs': [1] }).generate(template))).toBe(
      "INVALID_TEMPLATE: the task's record.2 is missing, so record.2.kwargs cannot be set; the list there has 2 elements, counted from 0",
    );
    expect(messageOf(() => new GridGen({ 'model.class.x': [1] }).generate(template))).toBe(
      `INVALID_TEMPLATE: the task's model.class is "RidgeModel", so model.class.x cannot be set`,
    );
    expect(messageOf(() => new GridGen({ 'record.first': [1] }).generate(template))).toContain(
      'record.first is missing',
    );
    expect(messageOf(() => new GridGen({ 'kwargs.x': [1] }).generate(template))).toContain('kwargs is missing');
  });

  test('makes parents when asked to', () => {
    const [task] = new GridGen({ 'extra.note.text': ['x'] }, { create: true }).generate(template);
    expect(getIn(task as TaskDefinition, 'extra')).toEqual({ note: { text: 'x' } });
  });

  test.each(['__proto__.polluted', 'model.constructor.prototype.x', 'model.kwargs.__proto__', 'prototype'])(
    'cannot reach a prototype: %s',
    (path) => {
      expect(messageOf(() => new GridGen({ [path]: [1] }, { create: true }))).toMatch(
        /^INVALID_ARGUMENT: GridGen.*which is not allowed in a path$/,
      );
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );

  test.each([
    [
      { 'model.kwargs.loss': [] },
      'INVALID_ARGUMENT: GridGen["model.kwargs.loss"]: it needs a list with at least one value; without any there would be no task at all',
    ],
    [
      { 'model.kwargs.loss': 'mse' as never },
      'INVALID_ARGUMENT: GridGen["model.kwargs.loss"]: it needs a list with at least one value; without any there would be no task at all',
    ],
    [
      { 'model..loss': ['mse'] },
      'INVALID_ARGUMENT: GridGen["model..loss"]: "model..loss" has an empty key; write a dotted path such as model.kwargs.loss',
    ],
    [
      undefined as never,
      `INVALID_ARGUMENT: GridGen: it needs a map from paths to lists of values, such as { 'model.kwargs.loss': ['mse', 'mae'] }`,
    ],
    [
      { 'model.kwargs.loss': [Number.NaN] },
      'INVALID_DEFINITION: A task definition must be plain JSON, but model.kwargs.loss.0 is NaN.',
    ],
  ])('refuses in words: %j', (axes, message) => {
    expect(messageOf(() => new GridGen(axes))).toBe(message);
  });

  test('law: as many tasks as the product of the axes, all different, the template untouched', () => {
    const axis = fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), (axes) => {
        const before = JSON.stringify(template);
        const tasks = new GridGen(
          Object.fromEntries(axes.map((values, at) => [`model.kwargs.p${at}`, values])),
        ).generate(template);
        expect(tasks.length).toBe(axes.reduce((product, values) => product * values.length, 1));
        expect(new Set(tasks.map((task) => JSON.stringify(task))).size).toBe(tasks.length);
        expect(JSON.stringify(template)).toBe(before);
      }),
      { numRuns: 50 },
    );
  });
});

import { describe, expect, test } from 'vitest';
import { messageOf, notFrozen, rollingTemplate } from '../../test/generate/rolling-template.js';
import type { TaskDefinition } from '../task/definition.js';
import { getIn } from './definition-path.js';
import { generateTasks, iterateTasks } from './generate-tasks.js';
import { GridGen } from './grid-gen.js';

const template = rollingTemplate({ train: ['2020-01-01', null], test: ['2021-01-01', null] });
const templates = ['ridge', 'forest', 'net'].map((model) => ({ ...template, model: { class: model, kwargs: {} } }));
const seeds = (task: TaskDefinition): readonly TaskDefinition[] => [1, 2, 3].map((seed) => ({ ...task, seed }));
const losses = new GridGen({ 'model.kwargs.loss': ['mse', 'mae'] });

describe('parity row "task_generator": generateTasks', () => {
  test('three templates, two losses, three seeds: 18 tasks, template first, last generator fastest', () => {
    const tasks = generateTasks(templates, [losses, seeds]);
    const shown = tasks.map(
      (task) => `${getIn(task, 'model.class')} ${getIn(task, 'model.kwargs.loss')} ${task['seed']}`,
    );
    expect(shown).toEqual(
      ['ridge', 'forest', 'net'].flatMap((model) =>
        ['mse', 'mae'].flatMap((loss) => [1, 2, 3].map((seed) => `${model} ${loss} ${seed}`)),
      ),
    );
    expect(notFrozen(tasks)).toBeUndefined();
  });

  test('a single template and a single generator are taken where lists are', () => {
    expect(generateTasks(template, losses)).toEqual(generateTasks([template], [losses]));
    expect(generateTasks(template, seeds).length).toBe(3);
  });

  test('without generators the templates come back, as frozen copies', () => {
    const tasks = generateTasks(templates);
    expect(tasks).toEqual(templates);
    expect(notFrozen(tasks)).toBeUndefined();
    expect(Object.isFrozen(templates[0])).toBe(false);
  });

  test('any function is a generator, and any object with generate', () => {
    const doubled = { generate: (task: TaskDefinition) => [task, { ...task, again: true }] };
    function* twice(task: TaskDefinition) {
      yield task;
      yield { ...task, again: true };
    }
    expect(generateTasks(template, doubled)).toEqual(generateTasks(template, twice));
  });

  test('a generator cannot change the template or the task of another', () => {
    const before = JSON.stringify(template);
    const rude = (task: TaskDefinition) => {
      (task as { model: { kwargs: { loss: string } } }).model.kwargs.loss = 'changed';
      return [task];
    };
    expect(() => generateTasks(template, rude)).toThrow(TypeError);
    expect(JSON.stringify(template)).toBe(before);
  });

  test('lazily, one task at a time: nothing is made before it is asked for', () => {
    let made = 0;
    const counting = function* (task: TaskDefinition) {
      for (let seed = 0; seed < 1000; seed++) {
        made++;
        yield { ...task, seed };
      }
    };
    const lazy = iterateTasks(templates, [counting, losses]);
    expect(made).toBe(0);
    let asked = 0;
    for (const _ of lazy) {
      asked++;
      expect(made).toBe(Math.ceil(asked / 2));
      if (asked === 10) break;
    }
    expect(made).toBe(5);
    expect([...lazy].length).toBe(6000);
  });

  test('templates may be lazy as well, without end', () => {
    function* forever() {
      for (let number = 0; ; number++) yield { ...template, number };
    }
    const numbers: unknown[] = [];
    for (const task of iterateTasks(forever(), losses)) {
      numbers.push(task['number']);
      if (numbers.length === 5) break;
    }
    expect(numbers).toEqual([0, 0, 1, 1, 2]);
  });

  test.each([
    [
      () => generateTasks(template, 'rolling' as never),
      'INVALID_ARGUMENT: generators[0]: it is no generator; give a function, or an object with generate(task), such as a RollingGen',
    ],
    [
      () => generateTasks(template, [losses, {} as never]),
      'INVALID_ARGUMENT: generators[1]: it is no generator; give a function, or an object with generate(task), such as a RollingGen',
    ],
    [
      () => generateTasks(template, () => undefined as never),
      'INVALID_ARGUMENT: generators[0]: it returned undefined; return a list of tasks',
    ],
    [
      () => generateTasks(template, (async () => []) as never),
      'INVALID_ARGUMENT: generators[0]: it returned a promise; return a list of tasks',
    ],
    [
      () => generateTasks(7 as never, losses),
      'INVALID_DEFINITION: A task definition must be plain JSON, but the definition is number, not an object.',
    ],
    [
      () => generateTasks({ model: undefined } as never),
      'INVALID_DEFINITION: A task definition must be plain JSON, but model is undefined.',
    ],
    [
      () => generateTasks(template, () => [{ at: new Map() } as never]),
      'INVALID_DEFINITION: A task definition must be plain JSON, but at is a Map; write it as plain JSON.',
    ],
    [
      () => generateTasks({ a: [1, Number.NaN] }),
      'INVALID_DEFINITION: A task definition must be plain JSON, but a.1 is NaN.',
    ],
    [
      () => generateTasks({ f: () => 1 } as never),
      'INVALID_DEFINITION: A task definition must be plain JSON, but f is a function.',
    ],
    [
      () => generateTasks({ n: 1n } as never),
      'INVALID_DEFINITION: A task definition must be plain JSON, but n is a bigint.',
    ],
    [
      () => generateTasks(JSON.parse('{"a":{"__proto__":{"x":1}}}') as TaskDefinition),
      'INVALID_DEFINITION: A task definition must be plain JSON, but a.__proto__ is a key that is not allowed.',
    ],
    [
      () => generateTasks(circle()),
      'INVALID_DEFINITION: A task definition must be plain JSON, but a.self contains itself.',
    ],
  ])('bad input is refused in words: %#', (call, message) => {
    expect(messageOf(call)).toBe(message);
  });
});

function circle(): TaskDefinition {
  const inner: { [key: string]: unknown } = {};
  inner['self'] = inner;
  return { a: inner } as TaskDefinition;
}

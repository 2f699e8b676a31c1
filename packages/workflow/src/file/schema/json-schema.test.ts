import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseWorkflow } from '../parse-workflow.js';
import { workflowJsonSchema } from './json-schema.js';

const published = new URL('../../../schema/workflow.schema.json', import.meta.url);
const examples = new URL('../../../test/fixtures/workflows/', import.meta.url);

let accepts: (text: string) => boolean;
beforeAll(() => {
  const validate = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(published, 'utf8')) as object);
  accepts = (text) => validate(parse(text));
});

const read = (name: string): string => readFileSync(new URL(name, examples), 'utf8');
const understands = (text: string): boolean => {
  try {
    parseWorkflow(text, { environment: { STEP: '30' } });
    return true;
  } catch {
    return false;
  }
};

it('the published schema is the one that the code has; `vitest -u` writes it', async () => {
  await expect(`${JSON.stringify(workflowJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(published.pathname);
});

describe('a validator of JSON schema and windrow run agree', () => {
  it.each(['one-task.yaml', 'whole-flow.yaml', 'short-forms.yaml', 'variables.yaml'])('%s is a workflow', (name) => {
    expect([accepts(read(name)), understands(read(name))]).toEqual([true, true]);
  });

  const whole = read('short-forms.yaml');
  it.each([
    ['a misspelt key', whole.replace('generate:', 'genrate:')],
    ['a misspelt option', whole.replace('step: 20', 'stp: 20')],
    ['no task', 'experiment: x\n'],
    ['a component without a class', whole.replace('{ class: RidgeModel', '{ klass: RidgeModel')],
    [
      'two generators in one step',
      whole.replace('{ rolling: { step: 20 } }', '{ rolling: { step: 20 }, grid: { a: [1] } }'),
    ],
    ['a grid without values', whole.replace('{ rolling: { step: 20 } }', '{ grid: { model.kwargs.alpha: [] } }')],
    ['a step that is no number', whole.replace('step: 20', 'step: many')],
    ['an unknown ensemble', whole.replace('ensemble: rolling', 'ensemble: rollin')],
    ['a file that leaves its folder', whole.replace('files: forecast.csv', 'files: ../forecast.csv')],
    ['a file of another kind', whole.replace('files: forecast.csv', 'files: forecast.xlsx')],
    ['an unknown isolation', `${whole}trainer: { isolate: container }\n`],
  ])('%s is refused', (_, text) => {
    expect([accepts(text), understands(text)]).toEqual([false, false]);
  });
});

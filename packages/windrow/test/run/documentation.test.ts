import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseWorkflow } from '../../src/index.js';

const page = readFileSync(new URL('../../../../docs/workflow-files.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block as string);
const right = blocks.filter((block) => !block.startsWith('# wrong.yaml'));
const templates = ['rolling', 'task'].map((name) =>
  readFileSync(new URL(`../../templates/${name}/workflow.yaml`, import.meta.url), 'utf8'),
);

describe('docs/workflow-files.md', () => {
  it.each([...right, ...templates].map((block) => [block]))('is a workflow:\n%s', (block) => {
    expect(parseWorkflow(block, { environment: {} }).spec.task).toHaveProperty('model.class');
  });

  it('the examples of the page cover each key of the format', () => {
    const used = new Set(right.flatMap((block) => Object.keys(parseWorkflow(block, { environment: {} }).spec)));
    expect([...used].sort()).toEqual([
      'calendar',
      'collect',
      'ensemble',
      'experiment',
      'generate',
      'output',
      'pool',
      'task',
      'trainer',
    ]);
  });
});

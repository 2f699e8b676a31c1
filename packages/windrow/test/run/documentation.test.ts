import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseWorkflow, type WorkflowFileError } from '../../src/index.js';

const page = readFileSync(new URL('../../../../docs/workflow-files.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block as string);
const templates = ['rolling', 'task'].map((name) =>
  readFileSync(new URL(`../../templates/${name}/workflow.yaml`, import.meta.url), 'utf8'),
);

describe('docs/workflow-files.md', () => {
  it.each([...blocks, ...templates].map((block) => [block]))('is a workflow:\n%s', (block) => {
    expect(parseWorkflow(block, { environment: {} }).spec.task).toHaveProperty('model.class');
  });

  it('shows a message as it is', () => {
    const [, shown] = /^```text\n([\s\S]*?)\n```$/m.exec(page) ?? [];
    const wrong = 'task:\n  modle: { class: RidgeModel }\n  dataset: { class: A }\n  model: { class: B }\n';
    try {
      parseWorkflow(wrong);
      expect.unreachable();
    } catch (error) {
      expect((error as WorkflowFileError).message).toBe(shown);
    }
  });

  it('the examples of the page cover each key of the format', () => {
    const used = new Set(blocks.flatMap((block) => Object.keys(parseWorkflow(block, { environment: {} }).spec)));
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

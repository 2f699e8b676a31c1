import type { TaskDefinition } from 'windrow';

/** One's own generator, a plain function: each zone is forecast by its own model. */
export function perZone(template: TaskDefinition): readonly TaskDefinition[] {
  return ['hill', 'valley'].map((zone) => {
    const task = structuredClone(template) as { dataset: { kwargs: { handler: { kwargs: Record<string, string> } } } };
    task.dataset.kwargs.handler.kwargs['zone'] = zone;
    return task as unknown as TaskDefinition;
  });
}

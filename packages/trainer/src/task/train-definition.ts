import type {
  ComponentRegistry,
  ComponentSpec,
  Dataset,
  JsonObject,
  JsonValue,
  Model,
  RecorderWriter,
  RecordStep,
  Reweighter,
  TaskDefinition,
} from '@windrow/core';
import { InvalidTaskError } from '../errors/trainer-errors.js';
import { fillPlaceholders } from './fill-placeholders.js';

/** What training one definition needs of its surroundings. */
export interface TrainingContext {
  readonly registry: ComponentRegistry;
  readonly recorder: RecorderWriter;
  readonly signal: AbortSignal;
  progress(value: unknown): void;
  log(message: string): void;
}

/**
 * Builds what the definition names, trains the model and runs the records, all of it recorded: artifacts `params` (the model),
 * `dataset` (its configuration) and whatever the records keep. (Reference: `_exe_task`.)
 *
 * @throws InvalidTaskError, UnknownComponentError, InvalidComponentError, PlaceholderError before any training
 */
export async function trainDefinition(definition: TaskDefinition, context: TrainingContext): Promise<void> {
  const { registry, recorder, signal } = context;
  const model = await registry.create<Model>('model', part(definition, 'model'));
  const dataset = await registry.create<Dataset>('dataset', part(definition, 'dataset'));
  const reweighter =
    definition['reweighter'] === undefined
      ? undefined
      : await registry.create<Reweighter>('reweighter', definition['reweighter']);
  const steps = await makeSteps(definition, registry, { MODEL: model, DATASET: dataset });
  signal.throwIfAborted();

  await model.fit(dataset, {
    signal,
    progress: (value) => context.progress(value),
    log: (message) => context.log(message),
    ...(reweighter === undefined ? {} : { reweighter }),
  });
  signal.throwIfAborted();
  await recorder.saveObject('params', model, { component: componentName(definition['model']) });
  await recorder.saveObject('dataset', dataset.config);

  for (const step of steps) {
    signal.throwIfAborted();
    await step.run({ recorder, model, dataset, definition, signal, log: (message) => context.log(message) });
  }
}

async function makeSteps(
  definition: TaskDefinition,
  registry: ComponentRegistry,
  objects: Readonly<Record<string, unknown>>,
): Promise<readonly RecordStep[]> {
  const record = definition['record'];
  const specs: readonly JsonValue[] =
    record === undefined ? [] : Array.isArray(record) ? record : [record as JsonObject];
  const steps: RecordStep[] = [];
  for (const spec of specs) {
    steps.push(await registry.create<RecordStep>('record', fillPlaceholders(spec, objects, definition)));
  }
  return steps;
}

function componentName(spec: unknown): string {
  return (spec as ComponentSpec).class;
}

function part(definition: TaskDefinition, name: 'model' | 'dataset'): JsonValue {
  const value = definition[name];
  if (value === undefined) throw new InvalidTaskError(name, 'is missing');
  return value;
}

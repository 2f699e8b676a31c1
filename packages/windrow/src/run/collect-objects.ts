import {
  type Experiments,
  type Key,
  KeyMap,
  type Recorder,
  type RecorderRef,
  type TaskDefinition,
} from '@windrow/core';
import { RecorderCollector } from '@windrow/ensembles';
import { Frame } from '@windrow/frame';
import type { WorkflowPlan } from './plan-workflow.js';

/** What the recorders of a run keep, under the keys of their tasks. */
export interface CollectedObjects {
  /** By artifact: what the file asks for. */
  readonly artifacts: ReadonlyMap<string, KeyMap<unknown>>;
  /** What was forecast, as it came true; undefined when a recorder keeps none. */
  readonly labels: KeyMap<Frame> | undefined;
  /** What the records logged, by key. */
  readonly metrics: KeyMap<Readonly<Record<string, number>>>;
}

/** @throws CollectArtifactMissingError when a recorder lacks what the file asks for */
export async function collectObjects(
  plan: WorkflowPlan,
  refs: readonly RecorderRef[],
  experiments: Experiments,
): Promise<CollectedObjects> {
  const { artifacts = 'pred' } = plan.workflow.spec.collect ?? {};
  // Equal definitions are one task, and one recorder.
  const unique = new Map(
    refs.map((ref, place) => [ref.recorderId, { ref, key: plan.keyOf(plan.tasks[place] as TaskDefinition) }]),
  );
  const metrics = new KeyMap<Readonly<Record<string, number>>>();
  const recorders: Recorder[] = [];
  for (const { ref, key } of unique.values()) {
    const recorder = await experiments.open(ref);
    recorders.push(recorder);
    metrics.set(key, recorder.opened.metrics);
  }
  const keyOf = ({ id }: { readonly id: string }): Key => unique.get(id)?.key as Key;
  const collected = await new RecorderCollector({ recorders, key: keyOf, artifacts, process: [] }).collect();
  const labels = await new RecorderCollector({
    recorders,
    key: keyOf,
    artifacts: 'label',
    process: [],
    onMissing: 'skip',
  }).collect();
  return {
    artifacts: collected as unknown as ReadonlyMap<string, KeyMap<unknown>>,
    labels: framesOf(labels.report.missing.length > 0 ? undefined : labels.get('label')),
    metrics,
  };
}

/** The artifact whose forecasts are scored and written unless the file says another: `pred`, else the first. */
export function mainArtifact(artifacts: ReadonlyMap<string, unknown>): string | undefined {
  return artifacts.has('pred') ? 'pred' : [...artifacts.keys()][0];
}

function framesOf(map: KeyMap<unknown> | undefined): KeyMap<Frame> | undefined {
  if (map === undefined) return undefined;
  const frames = [...map].filter((entry): entry is [Key, Frame] => Frame.isFrame(entry[1]));
  return frames.length === map.size ? new KeyMap(frames) : undefined;
}

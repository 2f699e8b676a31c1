import { type Key, KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import type { MetricName } from '@windrow/workflow';
import { type CollectedObjects, mainArtifact } from './collect-objects.js';
import { commonLabel } from './common-label.js';
import type { PlannedStep } from './ensemble-steps.js';
import { scoreForecast } from './score-forecast.js';

/** One forecast, scored out of sample. */
export interface ScoreRow {
  /** The step that made it: `task`, `rolling`, `average`, or a component's name. */
  readonly step: string;
  /** What tells it from the others of its step. */
  readonly key: readonly Key[];
  /** What the parts of the key are called; undefined when only a component knows. */
  readonly names: readonly string[] | undefined;
  /** Rows that have a forecast and a label. */
  readonly rows: number;
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>;
}

/** What the steps made of what was collected. */
export interface EnsembledObjects {
  /** By artifact, then by what is left of the key. */
  readonly artifacts: ReadonlyMap<string, KeyMap<unknown>>;
  /** The forecasts after each step, scored; empty where no label was kept. */
  readonly scores: readonly ScoreRow[];
}

/** @throws what a group or an ensemble throws */
export async function ensembleObjects(
  { artifacts, labels }: CollectedObjects,
  steps: readonly PlannedStep[],
  taskNames: readonly string[],
  metrics: readonly MetricName[],
): Promise<EnsembledObjects> {
  const main = mainArtifact(artifacts);
  const made = new Map<string, KeyMap<unknown>>();
  const scores: ScoreRow[] = [];
  for (const [artifact, collected] of artifacts) {
    let objects = collected;
    let truth: KeyMap<Frame> | undefined = artifact === main ? labels : undefined;
    if (steps.length === 0) scores.push(...scoreAll('task', taskNames, objects, truth, metrics));
    for (const { name, group, names } of steps) {
      truth = truth === undefined ? undefined : labelsOf(group.group(truth) as KeyMap<KeyMap<Frame>>);
      objects = await group.run(objects);
      scores.push(...scoreAll(name, names, objects, truth, metrics));
    }
    made.set(artifact, objects);
  }
  return { artifacts: made, scores };
}

function labelsOf(groups: KeyMap<KeyMap<Frame>>): KeyMap<Frame> {
  const labels = new KeyMap<Frame>();
  for (const [key, members] of groups) {
    const label = commonLabel(members);
    if (label !== undefined) labels.set(key, label);
  }
  return labels;
}

function scoreAll(
  step: string,
  names: readonly string[] | undefined,
  objects: KeyMap<unknown>,
  labels: KeyMap<Frame> | undefined,
  metrics: readonly MetricName[],
): readonly ScoreRow[] {
  return objects.sorted().flatMap(([key, object]) => {
    const label = labels?.get(key);
    const scored = Frame.isFrame(object) && label !== undefined ? scoreForecast(object, label, metrics) : undefined;
    return scored === undefined
      ? []
      : [{ step, key: Array.isArray(key) ? (key as readonly Key[]) : [key], names, ...scored }];
  });
}

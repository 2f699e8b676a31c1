import {
  type Group,
  isMap,
  type Key,
  KeyMap,
  type ProcessOptions,
  type ProcessStep,
  ProcessStepError,
} from '@windrow/core';

type Step = (value: unknown, options: ProcessOptions, artifact: Key) => unknown;

/**
 * Each artifact's value through all steps, in their order. Steps are checked before the first one runs.
 *
 * @throws ProcessStepError (`PROCESS_STEP`) when a step is no group, ensemble or function; and whatever a step throws.
 */
export async function processCollect(
  collected: ReadonlyMap<Key, unknown>,
  process: ProcessStep | readonly ProcessStep[],
  options: ProcessOptions = {},
): Promise<KeyMap<unknown>> {
  const steps = checkSteps(process);
  const processed = new KeyMap<unknown>();
  for (const [artifact, value] of collected) {
    let current = value;
    for (const step of steps) {
      options.signal?.throwIfAborted();
      current = await step(current, options, artifact);
    }
    processed.set(artifact, current);
  }
  return processed;
}

/** @throws ProcessStepError (`PROCESS_STEP`) */
export function checkSteps(process: ProcessStep | readonly ProcessStep[]): readonly Step[] {
  const list: readonly unknown[] = Array.isArray(process) ? process : [process];
  return list.map(toStep);
}

function toStep(step: unknown, index: number): Step {
  if (typeof step === 'function') {
    if (/^class\b/.test(Function.prototype.toString.call(step))) {
      throw new ProcessStepError(index, `is the class ${step.name}, not one of its objects: write new ${step.name}(…)`);
    }
    return (value, options, artifact) => step(value, forArtifact(options, artifact));
  }
  if (typeof step === 'object' && step !== null && !Array.isArray(step) && !isMap(step)) {
    const { run, reduce } = step as { readonly run?: unknown; readonly reduce?: unknown };
    if (typeof run === 'function') {
      return (value, options, artifact) =>
        (step as Group).run(value as KeyMap<unknown>, forArtifact(options, artifact));
    }
    if (typeof reduce === 'function') {
      return (value, { onReport }, artifact) =>
        reduce.call(step, value, { onReport: (report: unknown) => onReport?.(report, { artifact }) });
    }
  }
  throw new ProcessStepError(index, `is ${describe(step)}`);
}

function describe(step: unknown): string {
  if (step === null) return 'null';
  if (Array.isArray(step)) return 'a list';
  return typeof step === 'object' ? 'an object without run or reduce' : `a ${typeof step}`;
}

function forArtifact({ onReport, ...options }: ProcessOptions, artifact: Key): Parameters<Group['run']>[1] {
  return { ...options, onReport: (report, group) => onReport?.(report, { artifact, group }) };
}

import type { Experiments } from '@windrow/core';
import type { HandlerModule } from '../worker/worker-options.js';
import type { RemoteCapabilities } from './child/remote-stores.js';

/** What the child of a trainer is told once, when it starts. */
export interface ChildTraining {
  readonly experiment: string;
  readonly recorderName?: string | undefined;
  readonly delayed: boolean;
  readonly components?: HandlerModule | undefined;
  readonly trainFn?: HandlerModule | undefined;
  readonly endTrainFn?: HandlerModule | undefined;
  readonly capabilities: RemoteCapabilities;
}

/** The module whose functions a trainer runs in its children. */
export function trainingModule(step: 'first' | 'second'): HandlerModule {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return { module: new URL(`./child/training-entry.${extension}`, import.meta.url).href, export: step };
}

export function capabilitiesOf({ stores }: Experiments): RemoteCapabilities {
  return { experiments: stores.experiments.capabilities, artifacts: stores.artifacts.capabilities };
}

import {
  type ComponentFactory,
  component,
  type Ensemble,
  type EnsembleLike,
  type Group as GroupPort,
  type Key,
  KeyMap,
  type Plugin,
  parseKwargs,
  plugin,
} from '@windrow/core';
import { parseInstant } from '@windrow/frame';
import { z } from 'zod';
import { AverageEnsemble } from '../ensemble/average/average-ensemble.js';
import type { AverageEnsembleOptions } from '../ensemble/average/average-options.js';
import { RollingEnsemble } from '../ensemble/rolling/rolling-ensemble.js';
import { SingleKeyEnsemble } from '../ensemble/single-key-ensemble.js';
import { Group } from '../group/group.js';
import { RollingGroup } from '../group/rolling-group.js';

const key: z.ZodType<Key> = z.lazy(() => z.union([z.string(), z.number(), z.array(key)]));

const rollingKwargs = z.strictObject({ calendar: z.array(z.iso.date().or(z.iso.datetime())).optional() });
const averageKwargs = z.strictObject({
  standardize: z.boolean().optional(),
  onDegenerate: z.enum(['zero', 'abstain', 'nan', 'error']).optional(),
  weights: z.union([z.record(z.string(), z.number()), z.array(z.tuple([key, z.number()]))]).optional(),
  minCoverage: z.int().optional(),
  requireAll: z.boolean().optional(),
  column: z.string().optional(),
  each: z.boolean().optional(),
  coverage: z.boolean().optional(),
});
const singleKeyKwargs = z.strictObject({ recursion: z.boolean().optional() });
const rollingGroupKwargs = z.strictObject({ ensemble: z.unknown().optional() });
const groupKwargs = z.strictObject({ by: z.array(z.int().nonnegative()).nonempty(), ensemble: z.unknown() });

const rollingEnsemble: ComponentFactory<Ensemble<never>> = {
  create: (kwargs) => {
    const { calendar } = parseKwargs('ensemble', 'RollingEnsemble', rollingKwargs, kwargs);
    return new RollingEnsemble(
      calendar === undefined ? {} : { calendar: calendar.map((instant) => parseInstant(instant)) },
    );
  },
};

const averageEnsemble: ComponentFactory<Ensemble<never>> = {
  create: (kwargs) => {
    const { weights, ...options } = parseKwargs('ensemble', 'AverageEnsemble', averageKwargs, kwargs);
    const byKey = Array.isArray(weights) ? new KeyMap(weights) : weights;
    return new AverageEnsemble({ ...options, weights: byKey } as AverageEnsembleOptions);
  },
};

const singleKeyEnsemble: ComponentFactory<Ensemble> = {
  create: (kwargs) => {
    const { recursion = true } = parseKwargs('ensemble', 'SingleKeyEnsemble', singleKeyKwargs, kwargs);
    return new SingleKeyEnsemble({ recursion });
  },
};

const rollingGroup: ComponentFactory<GroupPort<never>> = {
  create: async (kwargs, { registry }) => {
    const { ensemble } = parseKwargs('group', 'RollingGroup', rollingGroupKwargs, kwargs);
    if (ensemble === undefined) return new RollingGroup() as unknown as GroupPort<never>;
    return new RollingGroup({ ensemble: await registry.create<EnsembleLike<never, unknown>>('ensemble', ensemble) });
  },
};

const group: ComponentFactory<GroupPort<never>> = {
  create: async (kwargs, { registry }) => {
    const { by, ensemble } = parseKwargs('group', 'Group', groupKwargs, kwargs);
    return new Group({ by, ensemble: await registry.create<EnsembleLike<never, unknown>>('ensemble', ensemble) });
  },
};

const builtIn = plugin('ensembles', {
  components: [
    component('ensemble', 'RollingEnsemble', rollingEnsemble),
    component('ensemble', 'AverageEnsemble', averageEnsemble),
    component('ensemble', 'SingleKeyEnsemble', singleKeyEnsemble),
    component('group', 'RollingGroup', rollingGroup),
    component('group', 'Group', group),
  ],
});

/**
 * The plugin that lets definitions and workflow files name the ensembles and groups: `RollingEnsemble`, `AverageEnsemble`,
 * `SingleKeyEnsemble`, `RollingGroup`, `Group`. Their kwargs are the options of the classes; a group's `ensemble` is a
 * `{ class, kwargs }` itself, `by` lists positions, and `weights` of tuple keys are pairs. The same plugin each time.
 *
 * @example
 * { class: 'Group', kwargs: { by: [0], ensemble: { class: 'AverageEnsemble', kwargs: { standardize: false } } } }
 */
export function ensembles(): Plugin {
  return builtIn;
}

import type { EnsembleLike, Key, ProcessStep } from '@windrow/core';
import { AverageEnsemble, type GroupPlace, RollingEnsemble, RollingGroup, SingleKeyEnsemble } from '../src/index.js';

/** The ensembles of the fixtures by name. */
export function ensembleOf(name: string): EnsembleLike<never, unknown> {
  if (name === 'RollingEnsemble') return new RollingEnsemble() as EnsembleLike<never, unknown>;
  if (name === 'AverageEnsemble') return new AverageEnsemble() as EnsembleLike<never, unknown>;
  if (name === 'SingleKeyEnsemble') return new SingleKeyEnsemble();
  throw new Error(`no ensemble ${name}`);
}

/** The steps of the fixtures by name: `RollingGroup`, `RollingGroup(AverageEnsemble)`, an ensemble, or no step at all on purpose. */
export function stepOf(name: string): ProcessStep {
  if (name === 'not-callable') return name as unknown as ProcessStep;
  const inner = /^RollingGroup(?:\((\w+)\))?$/.exec(name);
  if (inner === null) return ensembleOf(name) as ProcessStep;
  return new RollingGroup<never, unknown>(inner[1] === undefined ? {} : { ensemble: ensembleOf(inner[1]) });
}

/** The group function of the fixtures: these positions make the group's key, the others the member's; a single one is no tuple. */
export function placeBy(positions: readonly number[]): (key: Key) => GroupPlace {
  const single = (parts: readonly Key[]): Key => (parts.length === 1 ? (parts[0] as Key) : parts);
  return (key) => {
    const tuple = key as readonly Key[];
    return {
      group: single(positions.map((position) => tuple[position] as Key)),
      member: single(tuple.filter((_, position) => !positions.includes(position))),
    };
  };
}

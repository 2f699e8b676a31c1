/** The laws over all rules: random histories beside a reference, and concurrent ones held against what was seen. */
export type Law = 'random' | 'concurrent';

/** A store that a careless author could have written: the memory store with one thing wrong. */
export interface Mutant {
  readonly name: string;
  /** What is wrong with it, in a few words. */
  readonly fault: string;
  readonly port: 'TaskStore' | 'ExperimentStore' | 'ArtifactStore';
  /** Number of the rule, or name of the law, that must find it. */
  readonly rule: number | Law;
  /** The test that must find it, or how the names of several begin of which one must. Others may too. */
  readonly killedBy: string;
  /** Below `packages/`. */
  readonly file: string;
  /** Text that occurs exactly once, and what stands there instead. */
  readonly edits: readonly (readonly [find: string, replace: string])[];
}

type Row = readonly [
  name: string,
  rule: number | Law,
  fault: string,
  killedBy: string,
  file: string,
  ...edits: [string, string][],
];

/** Reads a table of mutants whose files are below `folder`. */
export function mutants(port: Mutant['port'], folder: string, rows: readonly Row[]): readonly Mutant[] {
  return rows.map(([name, rule, fault, killedBy, file, ...edits]) => ({
    name,
    rule,
    fault,
    killedBy,
    port,
    file: `${folder}/${file}`,
    edits,
  }));
}

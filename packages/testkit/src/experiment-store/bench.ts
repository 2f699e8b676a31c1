import { randomUUID } from 'node:crypto';
import { type ExperimentStore, type NewRecorder, type RecorderInfo, WindrowError } from '@windrow/core';
import { Bench, defineRule, type Rule } from '../harness/bench.js';
import type { ExperimentStoreFactory, ExperimentStoreHarness } from '../harness/experiment-store-harness.js';

/** One rule of the ExperimentStore contract. */
export type ExperimentStoreRule = Rule<ExperimentStoreHarness>;

/** Defines a rule: its data are made once, its tests take an experiment each. */
export function experimentStoreRule(title: string, body: (bench: ExperimentBench) => void): ExperimentStoreRule {
  return defineRule(title, (factory: ExperimentStoreFactory) => new ExperimentBench(factory), body);
}

/**
 * What a backend may lack, by the names that `capabilities.lacks` uses. A store that lacks something says so with the reason, and
 * the suite then asks for a typed refusal instead of the behaviour.
 */
export const EXPERIMENT_PARTS = [
  /** `purge` and `purgeRecorder`: deleted things can only be hidden. */
  'purge',
  /** Of two status changes at the same instant exactly one is refused. */
  'status-race',
  /** Of two creations of one recorder, or two values of one param, at the same instant exactly one is stored. */
  'write-race',
  /** A write under a lower fence is refused, unless it comes at the same instant as the one that raised it. */
  'fence-race',
  /** Of two writes of one metric point that come one after the other, the one with the later time wins, not the later one. */
  'rewrite-order',
  /** What was purged is never found again, but stays in the backend until its administrator has it erased. */
  'erasure',
] as const;

export class ExperimentBench extends Bench<ExperimentStore, ExperimentStoreHarness> {
  /** A name that no other test uses. */
  name(): string {
    return `experiment ${randomUUID()}`;
  }

  lacks(part: (typeof EXPERIMENT_PARTS)[number]): boolean {
    return this.store.capabilities.lacks[part] !== undefined;
  }

  /** An experiment of its own, with one recorder in it. */
  async recorder(overrides: Partial<NewRecorder> = {}): Promise<RecorderInfo> {
    const { id } = await this.store.getOrCreate(this.name());
    return this.store.createRecorder(id, newRecorder(overrides));
  }

  /** Reads a recorder; the test fails when it is gone. */
  async read(id: string): Promise<RecorderInfo> {
    const recorder = await this.store.getRecorder(id);
    if (recorder === undefined) throw new Error(`recorder ${id} is not there`);
    return recorder;
  }
}

export function newRecorder(overrides: Partial<NewRecorder> = {}): NewRecorder {
  return {
    id: randomUUID(),
    name: 'recorder',
    status: 'RUNNING',
    tags: {},
    environment: { host: 'node-1.example', commit: 'c0ffee', dirty: false },
    ...overrides,
  };
}

/** A matcher: an error of Windrow with this code. */
export function coded(code: string): (error: unknown) => boolean {
  return (error) => WindrowError.is(error, code);
}

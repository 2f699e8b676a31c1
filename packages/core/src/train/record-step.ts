import type { JsonObject, TaskDefinition } from '../task/definition.js';
import type { Dataset } from './dataset.js';
import type { Model } from './model.js';

/** The part of a recorder that a training run writes to. */
export interface RecorderWriter {
  readonly id: string;
  logParams(params: JsonObject): Promise<void>;
  logMetrics(metrics: Readonly<Record<string, number>>, options?: { readonly step?: number }): Promise<void>;
  setTags(tags: Readonly<Record<string, string | number | boolean | null>>): Promise<void>;
  saveObject(name: string, value: unknown, options?: { readonly component?: string }): Promise<void>;
  loadObject(name: string): Promise<unknown>;
  listObjects(): Promise<readonly string[]>;
}

/** What a record is given: the trained model, its dataset, and the recorder to keep things in. */
export interface RecordContext {
  readonly recorder: RecorderWriter;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly definition: TaskDefinition;
  readonly signal: AbortSignal;
  log(message: string): void;
}

/**
 * What a definition calls a record: a step after training that writes artifacts or metrics, in the definition's order.
 * (Reference: `qlib.workflow.record_temp.RecordTemp`.)
 */
export interface RecordStep {
  run(context: RecordContext): void | Promise<void>;
}

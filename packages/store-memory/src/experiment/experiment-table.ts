import { randomUUID } from 'node:crypto';
import { ExperimentNameTakenError, ExperimentNotFoundError, RecorderNotFoundError } from '@windrow/core';
import { SeqLog } from '../seq-log.js';
import { ExperimentRecord, type RecorderRecord } from './recorder-record.js';

/** Experiments and recorders with their indexes: by id, by the names of the living, by creation number. */
export class ExperimentTable {
  readonly experiments: SeqLog<ExperimentRecord> = new SeqLog();
  readonly recorders: SeqLog<RecorderRecord> = new SeqLog();
  readonly #byId = new Map<string, ExperimentRecord>();
  readonly #byName = new Map<string, ExperimentRecord>();
  readonly #recorders = new Map<string, RecorderRecord>();
  #lastSeq = 0;

  nextSeq(): number {
    this.#lastSeq += 1;
    return this.#lastSeq;
  }

  getOrCreate(name: string, now: number): ExperimentRecord {
    const living = this.#byName.get(name);
    if (living !== undefined) return living;
    const made = new ExperimentRecord(randomUUID(), name, this.nextSeq(), now);
    this.experiments.push(made);
    this.#byId.set(made.id, made);
    this.#byName.set(name, made);
    return made;
  }

  find(ref: { readonly id: string } | { readonly name: string }): ExperimentRecord | undefined {
    return 'id' in ref ? this.#byId.get(ref.id) : this.#byName.get(ref.name);
  }

  /** @throws ExperimentNotFoundError */
  experiment(id: string): ExperimentRecord {
    const found = this.#byId.get(id);
    if (found === undefined) throw new ExperimentNotFoundError(id);
    return found;
  }

  /** @throws ExperimentNameTakenError */
  rename(experiment: ExperimentRecord, name: string): void {
    if (!experiment.deleted) {
      this.#checkFree(name, experiment);
      this.#byName.delete(experiment.name);
      this.#byName.set(name, experiment);
    }
    experiment.name = name;
  }

  delete(experiment: ExperimentRecord): void {
    if (!experiment.deleted) this.#byName.delete(experiment.name);
    experiment.deleted = true;
  }

  /** @throws ExperimentNameTakenError */
  restore(experiment: ExperimentRecord): void {
    this.#checkFree(experiment.name, experiment);
    this.#byName.set(experiment.name, experiment);
    experiment.deleted = false;
  }

  purge(experiment: ExperimentRecord): void {
    this.delete(experiment);
    for (const recorder of [...experiment.recorders.after(0)]) this.purgeRecorder(recorder);
    this.#byId.delete(experiment.id);
    experiment.removed = true;
    this.experiments.noteRemoved();
  }

  findRecorder(id: string): RecorderRecord | undefined {
    return this.#recorders.get(id);
  }

  /** @throws RecorderNotFoundError */
  recorder(id: string): RecorderRecord {
    const found = this.#recorders.get(id);
    if (found === undefined) throw new RecorderNotFoundError(id);
    return found;
  }

  add(recorder: RecorderRecord): void {
    this.#recorders.set(recorder.id, recorder);
    this.recorders.push(recorder);
    recorder.experiment.recorders.push(recorder);
  }

  purgeRecorder(recorder: RecorderRecord): void {
    recorder.removed = true;
    this.#recorders.delete(recorder.id);
    this.recorders.noteRemoved();
    recorder.experiment.recorders.noteRemoved();
  }

  #checkFree(name: string, asking: ExperimentRecord): void {
    const owner = this.#byName.get(name);
    if (owner !== undefined && owner !== asking) throw new ExperimentNameTakenError(name, owner.id);
  }
}

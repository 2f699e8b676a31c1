/** The names of the keys of all experiments and recorders. They share a hash tag, so that scripts may use them together. */
export class ExperimentKeys {
  readonly base: string;
  readonly counters: string;
  readonly names: string;
  readonly experiments: string;
  readonly recorders: string;

  constructor(prefix: string) {
    // No pool's name has a colon, so no pool has this tag.
    this.base = `{${prefix}::experiments}`;
    this.counters = `${this.base}:counters`;
    this.names = `${this.base}:names`;
    this.experiments = `${this.base}:order`;
    this.recorders = `${this.base}:recorders`;
  }

  experiment(id: string): string {
    return `${this.base}:experiment:${id}`;
  }

  recordersOf(experimentId: string): string {
    return `${this.base}:recorders:${experimentId}`;
  }

  recorder(id: string): string {
    return `${this.base}:recorder:${id}`;
  }

  /** The last point of each metric of a recorder. */
  metrics(recorderId: string): string {
    return `${this.base}:metrics:${recorderId}`;
  }

  series(recorderId: string, metric: string): string {
    return `${this.base}:series:${recorderId}:${metric}`;
  }
}

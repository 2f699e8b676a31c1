import type { Origin } from '@windrow/core';

/** The names of one pool's keys. They share a hash tag, so a cluster keeps them on one node and a script may use them together. */
export class PoolKeys {
  readonly base: string;
  readonly pool: string;
  readonly tasks: string;
  readonly definitions: string;
  readonly results: string;
  readonly requests: string;
  readonly leases: string;
  readonly delayed: string;
  readonly done: string;
  readonly failed: string;
  readonly cancelled: string;
  readonly keys: string;
  readonly order: string;
  /** Not a key: the channel of the pool's events. */
  readonly channel: string;
  /** What the script `exchange` begins with. */
  readonly exchange: readonly string[];

  constructor(prefix: string, name: string) {
    this.base = `{${prefix}:${name}}`;
    this.pool = `${this.base}:pool`;
    this.tasks = `${this.base}:tasks`;
    this.definitions = `${this.base}:definitions`;
    this.results = `${this.base}:results`;
    this.requests = `${this.base}:requests`;
    this.leases = `${this.base}:leases`;
    this.delayed = `${this.base}:delayed`;
    this.done = `${this.base}:ended:done`;
    this.failed = `${this.base}:ended:failed`;
    this.cancelled = `${this.base}:ended:cancelled`;
    this.keys = `${this.base}:keys`;
    this.order = `${this.base}:order`;
    this.channel = `${this.base}:events`;
    this.exchange = [
      ...[this.pool, this.tasks, this.definitions, this.results],
      ...[this.requests, this.leases, this.delayed, this.done],
    ];
  }

  ready(status: Origin, route: string): string {
    return `${this.base}:ready:${status}:${route}`;
  }

  /** What of one task is too large for the hashes of the pool, or few tasks have. */
  task(id: string): string {
    return `${this.base}:task:${id}`;
  }

  /** What the part `pool` of the scripts begins with. */
  get indexes(): readonly string[] {
    return [
      this.pool,
      this.tasks,
      this.definitions,
      this.results,
      this.requests,
      this.leases,
      this.delayed,
      this.done,
      this.failed,
      this.cancelled,
      this.keys,
      this.order,
    ];
  }
}

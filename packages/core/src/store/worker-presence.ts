/** What a worker says of itself, so that others can tell whether anyone is alive. */
export interface WorkerPresence {
  readonly workerId: string;
  readonly pool: string;
  readonly host: string;
  readonly pid: number;
  readonly state: 'idle' | 'busy' | 'draining';
  readonly startedAt: number;
  /** Store's clock; set by the store when it is announced. */
  readonly seenAt?: number;
  readonly held: readonly string[];
  readonly lastClaimAt?: number;
  readonly routes: readonly string[];
  readonly from: 'waiting' | 'part_done';
  readonly rssBytes: number;
  readonly versions: Readonly<Record<string, string>>;
}

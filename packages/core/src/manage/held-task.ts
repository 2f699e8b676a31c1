import { TaskAbortedError } from '../errors/manager-errors.js';
import { ClaimLostError, InvalidArgumentError } from '../errors/task-errors.js';
import type { ClaimedTask } from '../store/attempt-transitions.js';
import type { StoredResult, Tags } from '../store/stored-task.js';
import type { Claim } from '../task/claim.js';
import type { JsonValue, TaskDefinition } from '../task/definition.js';
import type { Origin, TaskStatus } from '../task/status.js';
import { loadResult, storeResult } from './large-values.js';
import type { ManagerContext } from './manager-context.js';
import { requireOneOf, show } from './require-argument.js';
import { commitStored, type FailOptions, failClaim, releaseClaim } from './settle-claim.js';

const MAX_PROGRESS_BYTES = 65_536;

/**
 * A task that is held under a claim: what to run, and the ways to end the attempt. Each of `commit`, `fail` and `release` ends
 * it once; the store refuses what comes under an old fence. With `await using` a task that was not ended is given back.
 *
 * @example
 * await using task = await manager.fetchTask();
 * if (task !== undefined) await task.commit(await train(task.definition));
 */
export class HeldTask implements AsyncDisposable {
  readonly id: string;
  readonly key: string;
  readonly pool: string;
  readonly origin: Origin;
  /** Number of this attempt in its step, from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly priority: number;
  readonly tags: Tags;
  readonly timeLimitMs: number | undefined;
  /** The version of the code that submitted it. */
  readonly codeVersion: string | undefined;
  readonly #context: ManagerContext;
  readonly #task: ClaimedTask;
  readonly #abort = new AbortController();
  #claim: Claim;
  #definition: TaskDefinition | undefined;
  #ended: TaskStatus | undefined;
  #onEnd: (() => void) | undefined;

  constructor(context: ManagerContext, task: ClaimedTask) {
    this.#context = context;
    this.#task = task;
    this.#claim = task.claim;
    this.id = task.claim.taskId;
    this.key = task.key;
    this.pool = task.claim.pool;
    this.origin = task.claim.origin;
    this.attempt = task.attempt;
    this.maxAttempts = task.maxAttempts;
    this.priority = task.priority;
    this.tags = task.tags;
    this.timeLimitMs = task.timeLimitMs;
    this.codeVersion = task.codeVersion;
  }

  /** Plain data that can travel to another process. Its `leaseUntil` moves with each renewal. */
  get claim(): Claim {
    return this.#claim;
  }

  get fence(): number {
    return this.#claim.fence;
  }

  /** What to run; read from its text once. */
  get definition(): TaskDefinition {
    this.#definition ??= JSON.parse(this.#task.definition) as TaskDefinition;
    return this.#definition;
  }

  /** Aborted when somebody cancels the task or the claim is lost; the reason is a `TaskAbortedError` that says which. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether this attempt was ended from here. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /** The last step's result when the task was claimed from `part_done`, else `undefined`. @throws ArtifactMissingError, CodecError */
  async stepResult(): Promise<unknown> {
    const { stepResult } = this.#task;
    return stepResult === undefined ? undefined : loadResult(this.#context, this.id, stepResult);
  }

  /**
   * Holds the task for another lease, and leaves `progress` (any JSON value up to 64 KiB) for whoever watches. Learns at the
   * same time whether somebody cancelled it, and then aborts the signal.
   *
   * @returns how long it is held now, ms
   * @throws ClaimLostError, after aborting the signal; InvalidArgumentError for a progress that is no JSON
   */
  async renew(progress?: unknown): Promise<number> {
    const item = { claim: this.#claim, ...(progress === undefined ? {} : { progress: toProgress(progress) }) };
    const leaseMs = await this.#context.leaseMs();
    const [outcome] = await this.#context.call(() => this.#context.store.renew([item], leaseMs));
    if (outcome?.kind !== 'held') {
      this.abort(new TaskAbortedError('LEASE_LOST', this.id));
      throw new ClaimLostError(this.#claim, outcome?.current, 'renew');
    }
    this.#claim = { ...this.#claim, leaseUntil: outcome.leaseUntil };
    if (outcome.cancelRequested) this.abort(new TaskAbortedError('CANCELLED', this.id));
    return outcome.leftMs;
  }

  /**
   * Ends the attempt with a result: any value of the codec, none for `undefined`. With `part_done` the task waits for its next
   * step, which gets the result. A large result goes to the artifact store first.
   *
   * @returns `done`, `part_done`, or `cancelled` when the task was asked to stop before a step
   * @throws CodecError, PayloadTooLargeError (nothing was stored, the task is still held), ClaimLostError, ArtifactMissingError
   */
  async commit(result?: unknown, options: { readonly status?: 'done' | 'part_done' } = {}): Promise<TaskStatus> {
    const status = requireOneOf('status', options.status ?? 'done', ['done', 'part_done']);
    return this.commitStored(await storeResult(this.#context, this.#claim, result), status);
  }

  /** As `commit`, for a result that `storeResult` has brought to the store before. */
  async commitStored(result: StoredResult | undefined, status: 'done' | 'part_done' = 'done'): Promise<TaskStatus> {
    return this.#end(await commitStored(this.#context, this.#claim, result, status));
  }

  /** The first half of `commit`: encodes the value, and brings it to the artifact store when it is large. */
  async storeResult(result: unknown, signal?: AbortSignal): Promise<StoredResult | undefined> {
    return storeResult(this.#context, this.#claim, result, signal);
  }

  /**
   * Ends the attempt with whatever was thrown. The task is tried again after its backoff, or `failed` when its attempts are
   * used up or the retry policy does not try such an error again.
   *
   * @throws ClaimLostError
   */
  async fail(thrown: unknown, options: FailOptions = {}): Promise<TaskStatus> {
    return this.#end(await failClaim(this.#context, this.#claim, thrown, this.#task, options));
  }

  /** Gives the task back; no attempt is used. @throws ClaimLostError */
  async release(options: { readonly delayMs?: number } = {}): Promise<TaskStatus> {
    return this.#end(await releaseClaim(this.#context, this.#claim, options.delayMs));
  }

  /** Aborts the signal; the first reason stays. */
  abort(reason: TaskAbortedError): void {
    this.#abort.abort(reason);
  }

  /** Called once when the attempt was ended from here. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener;
  }

  /** Gives the task back if it was not ended; a claim that was lost meanwhile is nobody's to give. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.ended) return;
    this.#onEnd?.();
    try {
      await this.release();
    } catch (error) {
      if (!(error instanceof ClaimLostError)) throw error;
    }
  }

  #end(status: TaskStatus): TaskStatus {
    this.#ended = status;
    this.#onEnd?.();
    return status;
  }
}

function toProgress(progress: unknown): JsonValue {
  let text: string | undefined;
  try {
    text = JSON.stringify(progress);
  } catch (cause) {
    throw new InvalidArgumentError(
      'progress',
      `is no JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
    );
  }
  if (text === undefined) throw new InvalidArgumentError('progress', `is no JSON but ${show(progress)}.`);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_PROGRESS_BYTES) {
    throw new InvalidArgumentError('progress', `has ${bytes} bytes of JSON, at most ${MAX_PROGRESS_BYTES} are taken.`);
  }
  return JSON.parse(text) as JsonValue;
}

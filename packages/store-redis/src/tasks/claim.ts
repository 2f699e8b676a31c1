import type { ClaimedTask, ClaimRequest, ClaimResult } from '@windrow/core';
import { type Candidate, CandidateWindows } from './candidate-window.js';
import { scanClaimable } from './claim-scan.js';
import { SCRIPTS } from './scripts.js';
import { unpackResult } from './stored-result.js';
import { namesOf, storedTask, tagsOf, valuesOf } from './stored-task.js';
import type { TaskSession } from './task-session.js';
import { unpackSettings } from './task-settings.js';

/** How long a request is known again: far longer than any reply is waited for. */
const REQUEST_KEPT_MS = 30_000;
/** How often a claim that comes too late for what it named asks again. */
const PATIENCE = 4;

type Bytes = Buffer | null;

interface Taken {
  readonly result: ClaimResult;
  /** What the next claim will probably take. */
  readonly next: readonly Candidate[];
  /** Whether what was taken headed the order. */
  readonly exact: boolean;
}

/** Claims for one client: it knows from its last claim what the next one will probably take, and so declares those keys at once. */
export class Claimer {
  readonly #session: TaskSession;
  readonly #windows = new CandidateWindows();

  constructor(session: TaskSession) {
    this.#session = session;
  }

  /** Rules 2, 3, 8, 9: takes up to `limit` tasks in claim order; the same request again takes nothing more. */
  async claim(pool: string, request: ClaimRequest): Promise<ClaimResult> {
    if (request.filter !== undefined) return this.#claimMatching(pool, request);
    const routes = [...new Set(request.routes)];
    const window = this.#windows.of(pool, request.from, routes);
    for (let tries = 0; ; tries++) {
      // Whoever is late again and again takes what is there of what it has just read, which is as near to the head as rule 3 asks.
      const mode = tries < PATIENCE ? window.mode : 'any';
      const named = window.pick(request.limit);
      const answer = await this.#take(pool, request, routes, named, mode, window.refill(request.limit));
      if ('stale' in answer) {
        window.missed(answer.stale, tries);
        continue;
      }
      const taken = new Set(answer.result.tasks.map(({ claim }) => claim.taskId));
      window.took(taken, answer.exact, answer.next);
      if (mode === 'any' && taken.size === 0 && tries < 2 * PATIENCE) continue;
      return answer.result;
    }
  }

  async #claimMatching(pool: string, request: ClaimRequest): Promise<ClaimResult> {
    const routes = [...new Set(request.routes)];
    for (let tries = 0; ; tries++) {
      const scan = await scanClaimable(this.#session, pool, { ...request, routes });
      const answer = await this.#take(pool, request, routes, scan.candidates, 'any', 0);
      if ('stale' in answer) continue;
      // Others were quicker with all that was found: look again.
      const lost = scan.candidates.length > 0 && answer.result.tasks.length === 0;
      if (lost && tries < PATIENCE) continue;
      return { ...answer.result, exhausted: scan.exhausted };
    }
  }

  /** One run of the script: new candidates when those given were not the right ones. */
  async #take(
    pool: string,
    request: ClaimRequest,
    routes: readonly string[],
    candidates: readonly Candidate[],
    mode: 'head' | 'near' | 'any',
    refill: number,
  ): Promise<Taken | { readonly stale: readonly Candidate[] }> {
    const keys = this.#session.keys(pool);
    const { from, limit, requestId, workerId, leaseMs } = request;
    const named = candidates.flatMap(({ id, route }) => [id, route]);
    const answer = (await this.#session.connection.runBytes(
      'claim',
      SCRIPTS.claim,
      [
        keys.pool,
        keys.counts,
        keys.leases,
        keys.delayed,
        keys.request(requestId),
        ...routes.map((route) => keys.ready(from, route)),
        ...candidates.map(({ id }) => keys.task(id)),
      ],
      [
        keys.channel,
        routes.length,
        candidates.length,
        mode,
        from,
        limit,
        requestId,
        workerId,
        Math.ceil(leaseMs),
        refill,
        REQUEST_KEPT_MS,
        ...named,
      ],
    )) as readonly unknown[];
    const kind = String(answer[0]);
    if (kind === 'stale') return { stale: candidatesOf(answer[1] as readonly Bytes[]) };
    if (kind === 'before') {
      return {
        result: { tasks: await this.#before(pool, String(answer[1])), exhausted: true },
        next: [],
        exact: false,
      };
    }
    const [, leaseUntil, due, rows, next, exact] = answer as [
      Buffer,
      Bytes,
      Buffer,
      readonly (readonly Bytes[])[],
      readonly Bytes[],
      Buffer,
    ];
    const tasks = rows.map((row) => claimedTask(pool, request, Number(leaseUntil), row));
    const nextCandidates = candidatesOf(next);
    tasks.forEach(({ claim: { taskId } }) => {
      const route = candidates.find(({ id }) => id === taskId)?.route ?? 1;
      this.#session.routes.set(pool, taskId, routes[route - 1] ?? '');
    });
    const result = { tasks, exhausted: true, ...(due.length > 0 && { nextDueInMs: Number(due) }) };
    return { result, next: nextCandidates, exact: exact.length > 0 };
  }

  /** What a request took before, as far as it is still held. */
  async #before(pool: string, remembered: string): Promise<readonly ClaimedTask[]> {
    const pairs = JSON.parse(remembered) as readonly string[];
    const ids = pairs.filter((_, i) => i % 2 === 0);
    const names = namesOf(['definition', 'stepResult']);
    const rows = await this.#session.readFields('claim', pool, ids, names);
    return rows.flatMap((row, i) => {
      const task = storedTask(ids[i] as string, valuesOf(names, row), ['definition', 'stepResult']);
      if (task === undefined || task.status !== 'running' || String(task.fence) !== pairs[2 * i + 1]) return [];
      const { origin = 'waiting', leaseUntil = 0, workerId = '', stepResult, timeLimitMs, codeVersion } = task;
      return {
        claim: { pool, taskId: task.id, fence: task.fence, origin, leaseUntil, workerId },
        key: task.key,
        definition: task.definition ?? '',
        attempt: task.attempts,
        maxAttempts: task.maxAttempts,
        backoff: task.backoff,
        priority: task.priority,
        tags: task.tags,
        ...(origin === 'part_done' && stepResult !== undefined && { stepResult }),
        ...(timeLimitMs !== undefined && { timeLimitMs }),
        ...(codeVersion !== undefined && { codeVersion }),
      };
    });
  }
}

function candidatesOf(flat: readonly unknown[]): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (let i = 0; i < flat.length; i += 2) candidates.push({ id: String(flat[i]), route: Number(flat[i + 1]) });
  return candidates;
}

function claimedTask(
  pool: string,
  { from, workerId }: ClaimRequest,
  leaseUntil: number,
  row: readonly Bytes[],
): ClaimedTask {
  const text = (i: number): string | undefined => row[i]?.toString();
  const { backoff, timeLimitMs } = unpackSettings(text(6) ?? '');
  const codeVersion = text(9);
  const stepResult = row[10];
  return {
    claim: { pool, taskId: text(0) ?? '', fence: Number(text(1)), origin: from, leaseUntil, workerId },
    key: text(3) ?? '',
    definition: text(4) ?? '',
    attempt: Number(text(2)),
    maxAttempts: Number(text(5)),
    backoff,
    priority: Number(text(7) ?? 0),
    tags: tagsOf(text(8)),
    ...(stepResult && { stepResult: unpackResult(stepResult) }),
    ...(timeLimitMs !== undefined && { timeLimitMs }),
    ...(codeVersion !== undefined && { codeVersion }),
  };
}

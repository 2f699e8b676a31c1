import type { Claim, ClaimRequest, StoredResult } from '@windrow/core';
import { WindrowError } from '@windrow/core';
import type { RedisArgument, RedisConnection } from '../connection/redis-connection.js';
import type { Candidate } from './claim-scan.js';
import type { PoolKeys } from './pool-keys.js';
import { SCRIPTS } from './scripts.js';
import { packResult } from './stored-result.js';

/** An attempt that is done. */
export interface DoneEnd {
  readonly claim: Claim;
  readonly result: StoredResult | undefined;
}

/** What to take. */
export interface Take {
  readonly request: ClaimRequest;
  readonly routes: readonly string[];
  /** To take of these alone. */
  readonly candidates?: readonly Candidate[];
}

/** 1 where the end was settled now; else as `settle` answers. */
export type EndAnswer = 1 | readonly string[];

interface Answers {
  readonly ended: readonly EndAnswer[] | Promise<readonly EndAnswer[]>;
  readonly taken: readonly unknown[] | Promise<readonly unknown[]>;
}

interface Turn {
  readonly ends: readonly DoneEnd[];
  readonly take?: Take | undefined;
}

interface OpenTurn {
  readonly ends: DoneEnd[];
  take: Take | undefined;
  readonly answers: Promise<Answers>;
}

/**
 * Ends attempts that are done, and claims. Ends of one pool that are asked for before the event loop goes on are one script, and so is a
 * claim after them: a worker that asks for its next task while it ends the last one pays one way to the server and back for both.
 */
export class Exchange {
  readonly #open = new Map<PoolKeys, OpenTurn>();

  /** @param most ends in one script */
  constructor(
    private readonly connection: RedisConnection,
    private readonly most: number,
  ) {}

  /** One answer per end, in their order; at most `most` ends. */
  async end(keys: PoolKeys, ends: readonly DoneEnd[]): Promise<readonly EndAnswer[]> {
    const turn = this.#turn(keys, ends.length);
    const from = turn.ends.length;
    turn.ends.push(...ends);
    const ended = await (await turn.answers).ended;
    return ended.slice(from, from + ends.length);
  }

  /** Joins the ends that were asked for before it. Who has ended nothing waits for nothing: a claim alone goes out at once. */
  async take(keys: PoolKeys, take: Take): Promise<readonly unknown[]> {
    const turn = this.#open.get(keys);
    if (turn === undefined || turn.take !== undefined) return (await this.#run(keys, { ends: [], take })).taken;
    turn.take = take;
    return (await turn.answers).taken;
  }

  #turn(keys: PoolKeys, ends: number): OpenTurn {
    const open = this.#open.get(keys);
    if (open !== undefined && open.ends.length + ends <= this.most) return open;
    const turn: OpenTurn = {
      ends: [],
      take: undefined,
      answers: new Promise<void>((resolve) => process.nextTick(resolve)).then(() => {
        if (this.#open.get(keys) === turn) this.#open.delete(keys);
        return this.#answer(keys, turn);
      }),
    };
    this.#open.set(keys, turn);
    return turn;
  }

  async #answer(keys: PoolKeys, { ends, take }: OpenTurn): Promise<Answers> {
    try {
      return await this.#run(keys, { ends, take });
    } catch (error) {
      const both = ends.length > 0 && take !== undefined;
      if (!both || WindrowError.is(error, 'STORE_UNAVAILABLE')) throw error;
      // Such as a full server, which still takes what needs no room. Nobody is to fail for what somebody else asked.
      return {
        ended: this.#run(keys, { ends }).then(({ ended }) => ended),
        taken: this.#run(keys, { ends: [], take }).then(({ taken }) => taken),
      };
    }
  }

  async #run(keys: PoolKeys, { ends, take }: Turn): Promise<Answers> {
    const routes = take?.routes ?? [];
    const words: RedisArgument[] = [keys.channel, ends.length, routes.length];
    for (const { claim, result } of ends) words.push(claim.taskId, claim.fence, packResult(result));
    if (take !== undefined) {
      const { from, limit, requestId, workerId, leaseMs } = take.request;
      words.push(from, limit, requestId, workerId, Math.ceil(leaseMs), take.candidates === undefined ? '' : '1');
      for (const { id, route } of take.candidates ?? []) words.push(id, route);
    }
    const [ended, taken] = (await this.connection.run(
      take === undefined ? 'settle' : ends.length === 0 ? 'claim' : 'settle and claim',
      SCRIPTS.exchange,
      [
        ...keys.exchange,
        ...routes.map((route) => keys.ready(take?.request.from ?? 'waiting', route)),
        ...ends.map(({ claim }) => keys.task(claim.taskId)),
      ],
      words,
    )) as readonly [readonly EndAnswer[], readonly unknown[]];
    return { ended, taken };
  }
}

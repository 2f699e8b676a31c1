import { decodeValue, encodeValue, type TrainContext, WindrowError } from '@windrow/core';
import type { FromChild, StoreRefusal, ToChild } from './child-message.js';

/** Asks the worker to call a method of a store; one may be under way or many. */
export type CallStore = (method: string, args: readonly unknown[]) => Promise<unknown>;

const byContext = new WeakMap<TrainContext, CallStore>();

/** How the attempt of this context reaches the worker's stores; undefined outside of a child. */
export function storeCallsOf(context: TrainContext): CallStore | undefined {
  return byContext.get(context);
}

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The calls of one attempt, and their answers. */
export class ChildCalls {
  readonly #asked = new Map<number, Asked>();
  #last = 0;

  constructor(
    private readonly run: number,
    private readonly send: (message: FromChild) => void,
  ) {}

  offerTo(context: TrainContext): void {
    byContext.set(context, (method, args) => this.#call(method, args));
  }

  hear(message: Extract<ToChild, { kind: 'answer' | 'refusal' }>): void {
    const asked = this.#asked.get(message.call);
    this.#asked.delete(message.call);
    if (message.kind === 'answer')
      asked?.resolve(message.value instanceof Uint8Array ? message.value : decodeValue(message.value));
    else asked?.reject(new RefusedByStoreError(message.error));
  }

  #call(method: string, args: readonly unknown[]): Promise<unknown> {
    const call = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(call, { resolve, reject });
      const last = args.at(-1);
      const bytes = last instanceof Uint8Array ? last : undefined;
      const rest = encodeValue(bytes === undefined ? args : args.slice(0, -1));
      this.send({ kind: 'call', run: this.run, call, method, args: rest, ...(bytes === undefined ? {} : { bytes }) });
    });
  }
}

/** What a store threw on the worker's side, with its own name, code and message. */
class RefusedByStoreError extends WindrowError {
  readonly code: string;
  override readonly retryable: boolean;

  constructor({ name, message, code, retryable }: StoreRefusal) {
    super(message);
    this.name = name;
    this.code = code ?? 'STORE_CALL';
    this.retryable = retryable;
  }
}

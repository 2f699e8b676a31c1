import type { AbortReason, AttemptError, Claim, EncodedValue, JsonValue, Tags } from '@windrow/core';
import type { HandlerModule } from '../../worker/worker-options.js';

/** What a worker says to its child. `run` numbers the attempts of one child, so that a late word is told from a new one. */
export type ToChild =
  | { readonly kind: 'load'; readonly handler: HandlerModule; readonly args: EncodedValue }
  | {
      readonly kind: 'run';
      readonly run: number;
      readonly input: EncodedValue;
      readonly claim?: Claim;
      readonly attempt: number;
      readonly tags: Tags;
    }
  | { readonly kind: 'abort'; readonly run: number; readonly reason: AbortReason }
  | {
      readonly kind: 'answer';
      readonly run: number;
      readonly call: number;
      /** Bytes go as they are: the codec would double them. */
      readonly value: EncodedValue | Uint8Array;
    }
  | { readonly kind: 'refusal'; readonly run: number; readonly call: number; readonly error: StoreRefusal }
  | { readonly kind: 'exit' };

/** What a store said no with. */
export interface StoreRefusal extends AttemptError {
  readonly retryable: boolean;
}

/** What a child says to its worker. */
export type FromChild =
  | { readonly kind: 'loaded'; readonly memoryBytes: number }
  | { readonly kind: 'load-failed'; readonly reason: string }
  | { readonly kind: 'progress'; readonly run: number; readonly value: JsonValue }
  | { readonly kind: 'log'; readonly run: number; readonly message: string }
  /** Asks the worker to do something with a store: a child opens none. */
  | {
      readonly kind: 'call';
      readonly run: number;
      readonly call: number;
      readonly method: string;
      readonly args: EncodedValue;
      /** A piece of an artifact, after the other arguments. */
      readonly bytes?: Uint8Array;
    }
  | { readonly kind: 'memory'; readonly memoryBytes: number }
  | { readonly kind: 'returned'; readonly run: number; readonly result: EncodedValue; readonly memoryBytes: number }
  | { readonly kind: 'threw'; readonly run: number; readonly error: AttemptError; readonly memoryBytes: number }
  /** The last words of a child that ends because nobody caught what was thrown. */
  | { readonly kind: 'crashed'; readonly error: AttemptError };

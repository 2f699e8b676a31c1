/** A hint that something happened; proofs come from the tasks, never from events. */
export interface TaskEvent {
  readonly type:
    | 'task-submitted'
    | 'task-claimed'
    | 'task-settled'
    | 'task-changed'
    | 'task-removed'
    | 'task-expired'
    | 'pool-configured';
  readonly pool: string;
  /** May be cut or empty when there were many. */
  readonly ids: readonly string[];
  /** Whether work may have become claimable. */
  readonly claimable: boolean;
}

/** Ends a subscription. */
export type Unsubscribe = () => Promise<void>;

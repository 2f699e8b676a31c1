/** Which way data goes. */
export type Direction = 'to-server' | 'to-client';

/** When the connection of a marked request is reset. */
export type CutMoment = 'before' | 'halfway' | 'answered';

/** What is to be done with one piece of data: how much of it goes on, and what is reset after that. */
export interface Verdict {
  readonly forward: number;
  readonly reset: 'none' | 'connection' | 'all';
}

/** Identifies a connection. */
type Owner = object;

/** A cut that waits for its moment. It happens once. */
export class Cut {
  /** Resolves when the cut has been made. */
  readonly happened: Promise<void>;
  readonly #judge: (piece: Buffer, direction: Direction, owner: Owner) => Verdict | undefined;
  #done: () => void = () => {};

  private constructor(judge: (piece: Buffer, direction: Direction, owner: Owner) => Verdict | undefined) {
    this.#judge = judge;
    this.happened = new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  /** Cuts all connections once `bytes` bytes have gone in this direction. */
  static afterBytes(bytes: number, direction: Direction): Cut {
    let left = bytes;
    return new Cut((piece, way) => {
      if (way !== direction) return undefined;
      const forward = Math.min(left, piece.length);
      left -= forward;
      // A cut after exactly this piece is due now: waiting for one more piece could wait for ever.
      return left === 0 ? { forward, reset: 'all' } : undefined;
    });
  }

  /** Cuts the connection whose request contains the text. */
  static onText(text: string, moment: CutMoment): Cut {
    const marked = new WeakSet<Owner>();
    return new Cut((piece, way, owner) => {
      if (way === 'to-client') return marked.has(owner) ? { forward: 0, reset: 'connection' } : undefined;
      if (!piece.includes(text)) return undefined;
      if (moment === 'before') return { forward: 0, reset: 'connection' };
      if (moment === 'halfway') return { forward: piece.length >> 1, reset: 'connection' };
      marked.add(owner);
      return undefined;
    });
  }

  /** Asks whether this piece is where the cut comes; undefined while it is not. */
  judge(piece: Buffer, direction: Direction, owner: Owner): Verdict | undefined {
    return this.#judge(piece, direction, owner);
  }

  /** Tells those who wait that the cut has been made. */
  settle(): void {
    this.#done();
  }
}

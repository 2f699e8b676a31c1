import type { Claim } from '@windrow/core';

const HEADER_BYTES = 16;
const LENGTH_BYTES = 4;
/** What of a claim's text is neither the pool's name nor the worker's. */
const REST_BYTES = 512;

/** A claim, and until when it may be held; ms of this machine's steady clock. */
export interface HeldClaim {
  readonly claim: Claim;
  readonly untilMs?: number;
}

/**
 * What a worker holds, in memory that its lease thread reads while the worker's own thread is blocked. Nothing is sent: a message a
 * claim would cost more than the claim. Layout: a version that is odd while something is written, the number of claims, the time of the
 * last renewal in nanoseconds; then a slot for each claim, its length and its JSON text.
 */
export class LeaseBoard {
  readonly #version: Int32Array;
  readonly #renewedAt: BigInt64Array;
  readonly #bytes: Buffer;
  readonly #free: number[];
  readonly #slots = new Map<string, number>();

  /** A new board for so many claims, or the view of one that somebody else writes. */
  constructor(
    readonly memory: SharedArrayBuffer,
    readonly slotBytes: number,
  ) {
    this.#version = new Int32Array(memory, 0, 2);
    this.#renewedAt = new BigInt64Array(memory, 8, 1);
    this.#bytes = Buffer.from(memory, HEADER_BYTES);
    const slots = Math.floor(this.#bytes.length / slotBytes);
    this.#free = Array.from({ length: slots }, (_, slot) => slots - 1 - slot);
  }

  static make(pool: string, workerId: string, claims: number): LeaseBoard {
    const bytes = REST_BYTES + Buffer.byteLength(JSON.stringify([pool, workerId]));
    // A multiple of four, for the lengths.
    const slotBytes = Math.ceil(bytes / 4) * 4;
    return new LeaseBoard(new SharedArrayBuffer(HEADER_BYTES + claims * slotBytes), slotBytes);
  }

  /** The worker has renewed, or holds nothing older than this moment. */
  renewed(): void {
    Atomics.store(this.#renewedAt, 0, process.hrtime.bigint());
  }

  /** ms of this machine's steady clock. */
  renewedAtMs(): number {
    return Number(Atomics.load(this.#renewedAt, 0)) / 1e6;
  }

  /** @returns false when there is no room for it */
  hold(held: HeldClaim): boolean {
    const { taskId } = held.claim;
    const text = JSON.stringify(held);
    if (Buffer.byteLength(text) > this.slotBytes - LENGTH_BYTES) return false;
    const slot = this.#slots.get(taskId) ?? this.#free.pop();
    if (slot === undefined) return false;
    this.#slots.set(taskId, slot);
    this.#change(() => {
      const at = slot * this.slotBytes;
      this.#bytes.writeInt32LE(this.#bytes.write(text, at + LENGTH_BYTES), at);
    });
    return true;
  }

  forget(taskId: string): void {
    const slot = this.#slots.get(taskId);
    if (slot === undefined) return;
    this.#slots.delete(taskId);
    this.#free.push(slot);
    this.#change(() => this.#bytes.writeInt32LE(0, slot * this.slotBytes));
  }

  /** What is held now; undefined while it is being written. */
  read(): readonly HeldClaim[] | undefined {
    const version = Atomics.load(this.#version, 0);
    const bytes = Buffer.from(this.#bytes);
    if (version % 2 !== 0 || Atomics.load(this.#version, 0) !== version) return undefined;
    const held: HeldClaim[] = [];
    for (let at = 0; at + this.slotBytes <= bytes.length; at += this.slotBytes) {
      const length = bytes.readInt32LE(at);
      const from = at + LENGTH_BYTES;
      if (length > 0) held.push(JSON.parse(bytes.toString('utf8', from, from + length)) as HeldClaim);
    }
    return held;
  }

  #change(write: () => void): void {
    Atomics.add(this.#version, 0, 1);
    write();
    Atomics.store(this.#version, 1, this.#slots.size);
    Atomics.add(this.#version, 0, 1);
  }
}

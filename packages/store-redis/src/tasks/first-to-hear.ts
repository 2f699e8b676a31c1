const MOST = 64;

/**
 * Of several clients in one process that hear the same message, as many are needed at once as it has tasks: for one new task not all of
 * them should claim.
 */
export class FirstToHear {
  /** How many heard each of the latest messages. */
  readonly #heard = new Map<string, number>();

  /** Whether who hears `message` now is needed for one of its `tasks`; counts it when so. */
  isNeeded(message: string, tasks: number): boolean {
    const heard = this.#heard.get(message) ?? 0;
    if (heard >= Math.max(1, tasks)) return false;
    this.#heard.set(message, heard + 1);
    if (this.#heard.size > MOST) {
      const [oldest] = this.#heard.keys();
      this.#heard.delete(oldest as string);
    }
    return true;
  }
}

import { closeSync, type FSWatcher, futimesSync, openSync, unwatchFile, watch, watchFile } from 'node:fs';

/** Touches closer together than this become one, ms. */
const TOUCH_EVERY_MS = 4;
/** How often the file is looked at where watching is impossible, ms. */
const LOOK_EVERY_MS = 200;

/**
 * A small file that a process touches when work has become claimable, and that others watch. It holds nothing: who is woken looks
 * into the database. A touch that gets lost costs no more than the next poll.
 */
export class WakeFile {
  readonly #path: string;
  readonly #woken = new Set<() => void>();
  #file: number | undefined;
  #watcher: FSWatcher | undefined;
  #looking = false;
  #lastTouch = Number.NEGATIVE_INFINITY;
  #pending: NodeJS.Timeout | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Wakes the other processes: now, or in a moment when they were woken just before. */
  touch(): void {
    if (this.#pending !== undefined) return;
    const waitMs = this.#lastTouch + TOUCH_EVERY_MS - performance.now();
    if (waitMs <= 0) {
      this.#touchNow();
      return;
    }
    this.#pending = setTimeout(() => {
      this.#pending = undefined;
      this.#touchNow();
    }, waitMs);
  }

  /** Calls `woken` after each touch, of this process too. */
  watch(woken: () => void): void {
    if (this.#woken.size === 0) this.#startWatching();
    this.#woken.add(woken);
  }

  unwatch(woken: () => void): void {
    this.#woken.delete(woken);
    if (this.#woken.size === 0) this.#stopWatching();
  }

  /** Ends everything; a touch that was waiting is made first. */
  close(): void {
    if (this.#pending !== undefined) {
      clearTimeout(this.#pending);
      this.#pending = undefined;
      this.#touchNow();
    }
    this.#woken.clear();
    this.#stopWatching();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  readonly #tell = (): void => {
    for (const woken of this.#woken) woken();
  };

  #startWatching(): void {
    this.#open();
    try {
      this.#watcher = watch(this.#path, { persistent: false }, this.#tell);
      // A watch can also fail later, for example when the directory is taken away.
      this.#watcher.on('error', () => this.#startLooking());
    } catch {
      // The machine's number of watches is limited.
      this.#startLooking();
    }
  }

  #startLooking(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#looking = true;
    watchFile(this.#path, { persistent: false, interval: LOOK_EVERY_MS }, this.#tell);
  }

  #stopWatching(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    if (this.#looking) unwatchFile(this.#path, this.#tell);
    this.#looking = false;
  }

  #touchNow(): void {
    this.#lastTouch = performance.now();
    try {
      const now = Date.now() / 1000;
      futimesSync(this.#open(), now, now);
    } catch {
      // Only a hint is lost; what is stored is stored.
    }
  }

  #open(): number {
    this.#file ??= openSync(this.#path, 'a');
    return this.#file;
  }
}

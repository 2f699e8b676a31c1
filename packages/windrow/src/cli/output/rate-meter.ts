interface Sample {
  readonly at: number;
  readonly done: number;
}

/** How fast something goes, by what was done in the last minute. */
export class RateMeter {
  readonly #windowMs: number;
  readonly #samples: Sample[] = [];

  constructor(windowMs = 60_000) {
    this.#windowMs = windowMs;
  }

  /** `done` of all so far at the time `at`, ms. Going backwards (tasks were reset or removed) begins anew. */
  note(done: number, at: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && done < last.done) this.#samples.length = 0;
    this.#samples.push({ at, done });
    while (this.#samples.length > 2 && (this.#samples[1] as Sample).at < at - this.#windowMs) this.#samples.shift();
  }

  /** `undefined` until something was done. */
  get perSecond(): number | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.done === first.done || last.at <= first.at) return undefined;
    return ((last.done - first.done) * 1_000) / (last.at - first.at);
  }

  /** How long the rest takes at this rate. */
  leftMs(rest: number): number | undefined {
    const { perSecond } = this;
    return perSecond === undefined ? undefined : (rest * 1_000) / perSecond;
  }
}

/** The codes of texts that come row after row. A text is looked up only when it is neither the one before nor what followed that last time. */
export class TextCodes {
  readonly #add: (text: string) => number;
  readonly #places = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #codes: number[] = [];
  readonly #successors: number[] = [];
  #last = -1;

  /** `add` gives the code of a text that was not seen before; different texts may have one code. */
  constructor(add: (text: string) => number) {
    this.#add = add;
  }

  encode(text: string): number {
    const last = this.#last;
    if (last !== -1) {
      if (this.#texts[last] === text) return this.#codes[last] as number;
      const next = this.#successors[last] as number;
      if (next !== -1 && this.#texts[next] === text) {
        this.#last = next;
        return this.#codes[next] as number;
      }
    }
    const place = this.#places.get(text) ?? this.#addText(text);
    if (last !== -1) this.#successors[last] = place;
    this.#last = place;
    return this.#codes[place] as number;
  }

  #addText(text: string): number {
    const place = this.#texts.length;
    // A copy: a piece of a longer text would keep all of that in memory.
    const own = Buffer.from(text, 'utf16le').toString('utf16le');
    this.#codes.push(this.#add(own));
    this.#texts.push(own);
    this.#successors.push(-1);
    this.#places.set(own, place);
    return place;
  }
}

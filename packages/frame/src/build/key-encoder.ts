/** Gives each different key a code in the order of first appearance, then says how to renumber so that code order is key order. */
export class KeyEncoder<K extends string | number> {
  readonly #codes = new Map<K, number>();
  readonly #keys: K[] = [];
  readonly #compare: (a: K, b: K) => number;

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
  }

  /** The provisional code of a key. */
  encode(key: K): number {
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const code = this.#keys.length;
    this.#keys.push(key);
    this.#codes.set(key, code);
    return code;
  }

  /** The keys in their order; `rank[provisional]` is the final code, `undefined` when the provisional ones are final already. */
  finish(): { readonly keys: readonly K[]; readonly rank: Int32Array | undefined } {
    const keys = this.#keys;
    if (keys.every((key, index) => index === 0 || this.#compare(keys[index - 1] as K, key) < 0)) {
      return { keys, rank: undefined };
    }
    const order = keys.map((_, code) => code).sort((a, b) => this.#compare(keys[a] as K, keys[b] as K));
    const rank = new Int32Array(keys.length);
    order.forEach((code, place) => {
      rank[code] = place;
    });
    return { keys: order.map((code) => keys[code] as K), rank };
  }
}

/** Each code by its rank. The codes given stay as they are, since they may be views of someone's file; they are returned without a rank. */
export function renumber(codes: Int32Array, rank: Int32Array | undefined): Int32Array {
  if (rank === undefined) return codes;
  const ranked = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) ranked[row] = rank[codes[row] as number] as number;
  return ranked;
}

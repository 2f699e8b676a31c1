/** Equal seeds give equal numbers in [0, 1). (Tommy Ettinger's mulberry32.) */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The seed that was asked for, or a new one; it is told, so that a run can be had again. */
export function chosenSeed(): number {
  return Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
}

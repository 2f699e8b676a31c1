/** A train function that loads more, once, before anything is claimed for it. */
export interface PreparedFunction {
  prepare?(args: unknown): Promise<void>;
}

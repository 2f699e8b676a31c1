/** How a table of a file becomes a frame. */
export interface ReadOptions {
  /** The column that holds the instants. Default `datetime`. */
  readonly datetime?: string | undefined;
  /** The column that holds the instruments. Default `instrument`; a file without it is a series without instruments. */
  readonly instrument?: string | undefined;
  /** The columns to read, in this order. Default: all others. */
  readonly columns?: readonly string[] | undefined;
}

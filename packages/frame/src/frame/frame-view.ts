/** What the functions beside the class `Frame` read of a frame. The class imports them, so they do not import it. */
export interface FrameView {
  readonly length: number;
  readonly times: Float64Array;
  readonly timeCodes: Int32Array;
  readonly instruments: readonly string[];
  readonly instrumentCodes: Int32Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly columnNames: readonly string[];
  column(name: string): Float64Array;
  isSorted(): boolean;
  isUnique(): boolean;
  compact(): FrameView;
}

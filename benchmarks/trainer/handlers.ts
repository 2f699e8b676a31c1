/** Does nothing, in a child. */
export const empty = (): null => null;

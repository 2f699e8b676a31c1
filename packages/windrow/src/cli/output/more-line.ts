/** What tells a person that there is more, and how to go on. */
export function moreLine(cursor: string | undefined): readonly string[] {
  return cursor === undefined ? [] : ['', `There are more: --cursor ${cursor}`];
}

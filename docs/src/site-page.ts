/** Where a page of the repository stands in the site. */
export interface SitePage {
  /** From the repository's top. */
  readonly path: string;
  /** The heading under which the site lists it. */
  readonly group: string;
}

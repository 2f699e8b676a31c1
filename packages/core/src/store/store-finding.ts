/** Something that a store found when it looked at itself. */
export interface StoreFinding {
  /** What was looked at: `server`, `indexes`, `persistence`, `integrity`. */
  readonly check: string;
  /** `notice`: worth knowing; `problem`: something needs doing. */
  readonly state: 'ok' | 'notice' | 'problem';
  /** One sentence, without credentials. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
}

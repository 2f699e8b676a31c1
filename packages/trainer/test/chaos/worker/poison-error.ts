/** What a poisoned task throws; told from errors that nobody meant to happen by its code. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';
  readonly code = 'POISON';

  constructor() {
    super('poison');
  }
}

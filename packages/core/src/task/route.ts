import { compareCodePoints } from '@windrow/frame';
import { InvalidArgumentError } from '../errors/task-errors.js';

const MAX_ROUTE_LENGTH = 200;
/** A worker reads the head of each route it serves, so their number is bounded. */
export const MAX_ROUTES = 32;
const WORD = /^[\p{L}\p{N}_.:/=@+-]{1,64}$/u;

/**
 * The route of a task (rule 9): the words it requires of a worker, sorted, without repetitions, joined by commas. `''` when
 * anybody may run it. `canonicalRoute(['gpu', 'memory=64g'])` is `'gpu,memory=64g'`.
 *
 * @throws InvalidArgumentError for a word that is not 1 to 64 letters, digits or `_ . : / = @ + -`, and for a route longer than 200
 */
export function canonicalRoute(requires: readonly string[] | undefined): string {
  const words = canonicalWords('requires', requires ?? []);
  const route = words.join(',');
  if (route.length > MAX_ROUTE_LENGTH) {
    throw new InvalidArgumentError(
      'requires',
      `is ${route.length} characters long together, at most ${MAX_ROUTE_LENGTH}.`,
    );
  }
  return route;
}

/**
 * Every route that a worker with these abilities can serve: one per subset of them, the empty one included, so at most five
 * abilities give at most 32 routes. `routesServed(['gpu'])` is `['', 'gpu']`.
 *
 * @throws InvalidArgumentError for a bad word, or more than five words; name the routes themselves then
 */
export function routesServed(offers: readonly string[] | undefined): readonly string[] {
  const words = canonicalWords('offers', offers ?? []);
  if (2 ** words.length > MAX_ROUTES) {
    throw new InvalidArgumentError(
      'offers',
      `names ${words.length} abilities, at most 5 (a worker serves up to ${MAX_ROUTES} routes, one per combination). List the routes instead.`,
    );
  }
  let subsets: readonly (readonly string[])[] = [[]];
  for (const word of words) subsets = [...subsets, ...subsets.map((subset) => [...subset, word])];
  return subsets.map((subset) => canonicalRoute(subset));
}

function canonicalWords(argument: string, words: readonly string[]): readonly string[] {
  if (!Array.isArray(words)) throw new InvalidArgumentError(argument, 'must be a list of words, such as ["gpu"].');
  for (const word of words) {
    if (typeof word !== 'string' || !WORD.test(word)) {
      throw new InvalidArgumentError(
        argument,
        `${JSON.stringify(word)} is not 1 to 64 letters, digits or _ . : / = @ + -`,
      );
    }
  }
  return [...new Set(words)].sort(compareCodePoints);
}

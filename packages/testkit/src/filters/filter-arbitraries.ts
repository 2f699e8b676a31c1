import type { Filter, FilterOperators, FilterScalar, TagValue } from '@windrow/core';
import fc from 'fast-check';

/** Few values, so that random operands meet random tasks; chosen where orders and types differ. */
const NUMBERS = [0, 1, -1, 2, 10, 0.1, -2.5, 1e308, 2 ** 53, 3_000_000_000] as const;
const STRINGS = [
  '',
  'a',
  'b',
  'B',
  'ab',
  '1',
  '10',
  'true',
  'null',
  'é',
  'e\u0301',
  '\uffee',
  '𝄞',
  'a\u0000b',
  '$a',
  '%',
  '_',
  '*',
  '"\\',
] as const;
const TAG_NAMES = ['a', 'b', 'A', 'model-1', 'ü'] as const;
/** Below `definition`; the last three may be stored, not filtered. */
const KEYS = ['a', 'b', 'c', '0', 'length', 'constructor', 'a.b', '$gt', ''] as const;
const FILTER_KEYS = ['a', 'b', 'c', '0', 'length', 'constructor'] as const;
const NUMBER_FIELDS = [
  'priority',
  'attempts',
  'createdAt',
  'availableAt',
  'startedAt',
  'endedAt',
  'leaseUntil',
] as const;
const STATUSES = ['waiting', 'running', 'part_done', 'done', 'failed', 'cancelled'] as const;

const scalar: fc.Arbitrary<Exclude<FilterScalar, undefined>> = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.constantFrom(...STRINGS),
  fc.boolean(),
  fc.constant(null),
);

/** Tags as users write them: few names, scalars of every type. */
export const tagsArbitrary: fc.Arbitrary<Readonly<Record<string, TagValue>>> = fc.dictionary(
  fc.constantFrom(...TAG_NAMES),
  scalar,
  { maxKeys: 4 },
);

/** Nested definitions with arrays, and with keys that no filter can name. */
export const definitionArbitrary: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc.letrec<{
  object: Readonly<Record<string, unknown>>;
  value: unknown;
}>((tie) => ({
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: scalar, weight: 4 },
    { arbitrary: fc.array(scalar, { maxLength: 2 }), weight: 1 },
    { arbitrary: tie('object'), weight: 3 },
  ),
})).object;

function operators(
  operand: fc.Arbitrary<FilterScalar>,
  ordered: fc.Arbitrary<FilterScalar>,
): fc.Arbitrary<FilterOperators> {
  const list = fc.array(operand, { maxLength: 4 });
  const simple: fc.Arbitrary<FilterOperators> = fc.oneof(
    fc.record({ $eq: operand }),
    fc.record({ $ne: operand }),
    fc.record({ $gt: ordered }),
    fc.record({ $gte: ordered }),
    fc.record({ $lt: ordered }),
    fc.record({ $lte: ordered }),
    fc.record({ $in: list }),
    fc.record({ $nin: list }),
    fc.record({ $exists: fc.boolean() }),
    fc.record({ $gte: ordered, $lt: ordered }),
    fc.record({ $ne: operand, $exists: fc.boolean() }),
  );
  return fc.oneof({ arbitrary: simple, weight: 4 }, { arbitrary: fc.record({ $not: simple }), weight: 1 });
}

function condition(
  path: fc.Arbitrary<string>,
  operand: fc.Arbitrary<FilterScalar>,
  ordered: fc.Arbitrary<FilterScalar> = operand,
): fc.Arbitrary<Filter> {
  const wanted = fc.oneof({ arbitrary: operand, weight: 1 }, { arbitrary: operators(operand, ordered), weight: 3 });
  return fc.tuple(path, wanted).map(([key, value]) => ({ [key]: value }));
}

/**
 * Filters of the task contract, valid ones only: every operator on every field, over values that {@link tagsArbitrary} and
 * {@link definitionArbitrary} make.
 *
 * @param instants epoch ms that stored tasks may have
 */
export function taskFilterArbitrary(
  ids: readonly string[] = ['none'],
  instants: readonly number[] = [0],
): fc.Arbitrary<Filter> {
  const statuses = fc.oneof(fc.constantFrom(...STATUSES), fc.constant(null));
  const orderedStatuses = fc.oneof(fc.constantFrom<FilterScalar>(...STATUSES, 'm', ''), fc.constant(null));
  const idOperand = fc.oneof(fc.constantFrom<FilterScalar>(...ids), fc.constantFrom<FilterScalar>('', 'zz', null));
  const numbers = fc.oneof(
    fc.constantFrom<FilterScalar>(-1, 0, 1, 2, 3, null),
    fc.constantFrom<FilterScalar>(...instants),
  );
  const definitionPath = fc
    .array(fc.constantFrom(...FILTER_KEYS), { minLength: 1, maxLength: 3 })
    .map((parts) => ['definition', ...parts].join('.'));
  const leaf = fc.oneof(
    {
      arbitrary: condition(
        fc.constantFrom(...TAG_NAMES).map((tag) => `tags.${tag}`),
        scalar,
      ),
      weight: 4,
    },
    { arbitrary: condition(definitionPath, scalar), weight: 5 },
    { arbitrary: condition(fc.constant('status'), statuses, orderedStatuses), weight: 2 },
    { arbitrary: condition(fc.constant('id'), idOperand), weight: 1 },
    { arbitrary: condition(fc.constantFrom(...NUMBER_FIELDS), numbers), weight: 3 },
    { arbitrary: fc.constant({}), weight: 1 },
  );
  return fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { arbitrary: leaf, weight: 5 },
      { arbitrary: fc.tuple(leaf, leaf).map(([one, two]): Filter => ({ ...one, ...two })), weight: 2 },
      {
        arbitrary: fc
          .tuple(
            fc.constantFrom('$and' as const, '$or' as const, '$nor' as const),
            fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
          )
          .map(([operator, clauses]): Filter => ({ [operator]: clauses })),
        weight: 3,
      },
    ),
  })).filter;
}

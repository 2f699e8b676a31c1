import { RECORDER_STATUSES } from '../store/experiment-store.js';
import { TASK_FILTER_FIELDS } from './filter.js';
import { TASK_STATUSES } from './status.js';

/** What the operands of one field may be, beside `null`. A list of words means: one of these strings where equality is asked. */
export type FilterFieldType = 'string' | 'number' | readonly string[];

/** What a filter may name: scalar fields, and roots under which every path goes. */
export interface FilterVocabulary {
  /** `task` or `recorder`, for messages. */
  readonly subject: string;
  readonly fields: ReadonlyMap<string, FilterFieldType>;
  /** `flat`: one name below the root (`tags.model`); `nested`: any number (`definition.model.class`). */
  readonly roots: ReadonlyMap<string, 'flat' | 'nested'>;
}

const taskFieldTypes: Readonly<Record<(typeof TASK_FILTER_FIELDS)[number], FilterFieldType>> = {
  id: 'string',
  status: TASK_STATUSES,
  priority: 'number',
  attempts: 'number',
  createdAt: 'number',
  availableAt: 'number',
  startedAt: 'number',
  endedAt: 'number',
  leaseUntil: 'number',
};

/** Filters on tasks (rule 12). */
export const TASK_VOCABULARY: FilterVocabulary = {
  subject: 'task',
  fields: new Map(TASK_FILTER_FIELDS.map((field) => [field, taskFieldTypes[field]])),
  roots: new Map([
    ['tags', 'flat'],
    ['definition', 'nested'],
  ]),
};

/** Filters on recorders. */
export const RECORDER_VOCABULARY: FilterVocabulary = {
  subject: 'recorder',
  fields: new Map<string, FilterFieldType>([
    ['id', 'string'],
    ['name', 'string'],
    ['status', RECORDER_STATUSES],
    ['createdAt', 'number'],
    ['startedAt', 'number'],
    ['endedAt', 'number'],
  ]),
  roots: new Map([
    ['params', 'nested'],
    ['tags', 'flat'],
    ['metrics', 'flat'],
  ]),
};

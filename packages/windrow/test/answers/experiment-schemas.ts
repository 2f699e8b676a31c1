import { z } from 'zod';
import type { Answers } from '../../src/cli/answers/answers.js';
import type { RecorderAnswer } from '../../src/cli/answers/experiment-answers.js';
import { anyJson, anyObject, count, cursor, experiment, jsonNumber, moment, name, tags, text } from './parts.js';

const status = z.enum(['SCHEDULED', 'RUNNING', 'FINISHED', 'FAILED']);

const recorder: z.ZodType<RecorderAnswer> = z.object({
  id: name,
  name,
  status,
  tags,
  environment: anyObject.describe('Git commit and whether dirty, versions, host.'),
  task: z
    .object({ storeId: name, pool: name, taskId: name, fence: count })
    .describe('The task, and the attempt of it, that made this.')
    .exactOptional(),
  experimentId: name,
  seq: count,
  deleted: z.boolean(),
  createdAt: moment,
  startedAt: moment.exactOptional(),
  endedAt: moment.exactOptional(),
  params: anyObject,
  metrics: z.record(text, jsonNumber).describe('The last value of each.'),
  unflushed: z.array(text).describe('Writes that did not reach the store before the recorder ended.'),
});

const rows = z.array(
  z.object({
    name: text,
    values: z.array(anyJson).describe('One for each recorder, in their order; null where it has none.'),
  }),
);

const owner = z.union([
  z.object({ kind: z.literal('task'), storeId: name, pool: name, taskId: name }),
  z.object({ kind: z.literal('recorder'), storeId: name, experimentId: name, recorderId: name }),
]);

const carried = { experiment, file: name, recorders: count };

type ExperimentKind = Extract<keyof Answers, `experiment-${string}`> | 'recorder-show';

export const experimentSchemas: { readonly [Kind in ExperimentKind]: z.ZodType<Answers[Kind]> } = {
  'experiment-list': z.object({ experiments: z.array(experiment), cursor }),
  'experiment-show': z.object({ experiment, recorders: z.array(recorder), cursor }),
  'recorder-show': z.object({
    experiment,
    recorder,
    artifacts: z.array(z.object({ name, size: count.describe('Bytes.'), sha256: text.regex(/^[0-9a-f]{64}$/) })),
    series: z
      .record(text, z.array(z.object({ key: text, step: z.number(), value: jsonNumber, time: moment })))
      .describe('Points by metric, of the one that --metric named.'),
  }),
  'experiment-compare': z.object({
    experiment,
    recorders: z.array(z.object({ id: name, name, status })),
    params: rows,
    sameParams: count.describe('Params that every recorder has with the same value; left out unless --all.'),
    metrics: rows.describe('Last values.'),
    tags: rows,
    cursor,
  }),
  'experiment-export': z.object({ ...carried, bytes: count }),
  'experiment-import': z.object(carried),
  'experiment-gc': z.object({
    dryRun: z.boolean(),
    owners: count.describe('Owners that were looked at.'),
    foreign: count.describe('Owners of other stores, which are left alone.'),
    removed: count,
    bytes: count,
    items: z
      .array(
        z.object({
          owner,
          name: name.describe('Absent when it is all that its owner has.').exactOptional(),
          unfinished: count.describe('Uploads that died half-way.').exactOptional(),
          bytes: count,
        }),
      )
      .describe('The first 1,000.'),
  }),
};

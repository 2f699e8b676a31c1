import { z } from 'zod';

/*
 * What of MLflow's answers is read. Lists of pairs stay lists or become maps, never objects with keys from outside.
 */

const text = z.string().max(1_000_000);
const id = z.string().regex(/^[\w-]{1,256}$/);
const whole = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d{1,19}$/)
      .transform(Number),
  ])
  .pipe(z.number().int());
const double = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const pageToken = z.string().max(10_000).optional();

const pairs = z
  .array(z.object({ key: text, value: text.default('') }))
  .default([])
  .transform((list): ReadonlyMap<string, string> => new Map(list.map(({ key, value }) => [key, value])));

const stage = z.enum(['active', 'deleted']);

const experiment = z.object({
  experiment_id: id,
  name: text,
  lifecycle_stage: stage,
  creation_time: whole.default(0),
  tags: pairs,
});
export type MlflowExperiment = z.infer<typeof experiment>;

const runInfo = z.object({
  run_id: id,
  experiment_id: id,
  run_name: text.default(''),
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
  start_time: whole.default(0),
  end_time: whole.optional(),
  artifact_uri: text.default(''),
  lifecycle_stage: stage.default('active'),
});
export type MlflowRunInfo = z.infer<typeof runInfo>;

const metric = z.object({ key: text, value: double, timestamp: whole.default(0), step: whole.default(0) });
export type MlflowMetric = z.infer<typeof metric>;

const run = z.object({
  info: runInfo,
  data: z
    .object({ metrics: z.array(metric).default([]), params: pairs, tags: pairs })
    .default({ metrics: [], params: new Map(), tags: new Map() }),
});
export type MlflowRun = z.infer<typeof run>;

export const nothingReply = z.looseObject({});
export const experimentReply = z.object({ experiment });
export const experimentIdReply = z.object({ experiment_id: id });
export const experimentsReply = z.object({ experiments: z.array(experiment).default([]), next_page_token: pageToken });
export const runReply = z.object({ run });
export const runInfoReply = z.object({ run_info: runInfo });
export const runsReply = z.object({ runs: z.array(run).default([]), next_page_token: pageToken });
export const historyReply = z.object({ metrics: z.array(metric).default([]), next_page_token: pageToken });
export const filesReply = z.object({
  files: z.array(z.object({ path: text, is_dir: z.boolean().default(false), file_size: whole.default(0) })).default([]),
  next_page_token: pageToken,
});

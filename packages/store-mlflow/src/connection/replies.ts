import { z } from 'zod';

/*
 * What of MLflow's answers is read. Names and values become maps, never objects with keys from outside.
 */

type Stage = 'active' | 'deleted';

export interface MlflowExperiment {
  readonly experiment_id: string;
  readonly name: string;
  readonly lifecycle_stage: Stage;
  readonly creation_time: number;
  readonly tags: ReadonlyMap<string, string>;
}

interface MlflowRunInfo {
  readonly run_id: string;
  readonly experiment_id: string;
  readonly run_name: string;
  readonly status: 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
  readonly start_time: number;
  readonly end_time?: number | undefined;
  readonly artifact_uri: string;
  readonly lifecycle_stage: Stage;
}

interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

export interface MlflowRun {
  readonly info: MlflowRunInfo;
  readonly data: {
    readonly metrics: readonly MlflowMetric[];
    readonly params: ReadonlyMap<string, string>;
    readonly tags: ReadonlyMap<string, string>;
  };
}

export interface MlflowFile {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size: number;
}

interface Page {
  readonly next_page_token?: string | undefined;
}

const text = z.string().max(1_000_000);
const id = z.string().regex(/^[\w-]{1,256}$/);
const digits = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform(Number);
const whole = z.union([z.number(), digits]).pipe(z.number().int());
const double = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]);
const next_page_token = z.string().max(10_000).optional();
const stage = z.enum(['active', 'deleted']);

const pairs = z
  .array(z.object({ key: text, value: text.default('') }))
  .default([])
  .transform((list): ReadonlyMap<string, string> => new Map(list.map(({ key, value }) => [key, value])));

const experiment = z.object({
  experiment_id: id,
  name: text,
  lifecycle_stage: stage,
  creation_time: whole.default(0),
  tags: pairs,
});

const run_info = z.object({
  run_id: id,
  experiment_id: id,
  run_name: text.default(''),
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
  start_time: whole.default(0),
  end_time: whole.optional(),
  artifact_uri: text.default(''),
  lifecycle_stage: stage.default('active'),
});

const metric = z.object({ key: text, value: double, timestamp: whole.default(0), step: whole.default(0) });

const run = z.object({
  info: run_info,
  data: z
    .object({ metrics: z.array(metric).default([]), params: pairs, tags: pairs })
    .default({ metrics: [], params: new Map(), tags: new Map() }),
});

const file = z.object({ path: text, is_dir: z.boolean().default(false), file_size: whole.default(0) });

export const nothingReply: z.ZodType<object> = z.looseObject({});
export const experimentReply: z.ZodType<{ readonly experiment: MlflowExperiment }> = z.object({ experiment });
export const experimentIdReply: z.ZodType<{ readonly experiment_id: string }> = z.object({ experiment_id: id });
export const experimentsReply: z.ZodType<Page & { readonly experiments: readonly MlflowExperiment[] }> = z.object({
  experiments: z.array(experiment).default([]),
  next_page_token,
});
export const runReply: z.ZodType<{ readonly run: MlflowRun }> = z.object({ run });
export const runInfoReply: z.ZodType<{ readonly run_info: MlflowRunInfo }> = z.object({ run_info });
export const runsReply: z.ZodType<Page & { readonly runs: readonly MlflowRun[] }> = z.object({
  runs: z.array(run).default([]),
  next_page_token,
});
export const historyReply: z.ZodType<Page & { readonly metrics: readonly MlflowMetric[] }> = z.object({
  metrics: z.array(metric).default([]),
  next_page_token,
});
export const filesReply: z.ZodType<Page & { readonly files: readonly MlflowFile[] }> = z.object({
  files: z.array(file).default([]),
  next_page_token,
});

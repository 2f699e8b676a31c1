import { Calendar } from '../../src/generate/calendar/calendar.js';
import type { RollType, SegmentsLike } from '../../src/generate/calendar/span.js';
import { getIn } from '../../src/generate/definition-path.js';
import { generateTasks } from '../../src/generate/generate-tasks.js';
import { GridGen } from '../../src/generate/grid-gen.js';
import { MultiHorizonGen } from '../../src/generate/multi-horizon-gen.js';
import { RollingGen } from '../../src/generate/rolling/rolling-gen.js';
import type { RollingGenOptions } from '../../src/generate/rolling/rolling-options.js';
import { truncateSegments } from '../../src/generate/segments.js';
import type { TaskGen } from '../../src/generate/task-gen.js';
import type { JsonValue, TaskDefinition } from '../../src/task/definition.js';
import { type Answer, answerOf, type GoldenCalendar, type GoldenCase, readGolden } from './golden-file.js';

interface GoldenGenerator {
  readonly kind: 'rolling' | 'multiHorizon' | 'grid';
  readonly step?: number;
  readonly rtype?: RollType;
  readonly truncDays?: number | null;
  readonly modFunc?: string | null;
  readonly testKey?: string;
  readonly trainKey?: string;
  readonly horizon?: readonly number[];
  readonly labelLeakN?: number;
  readonly set?: { readonly path: string; readonly value: JsonValue };
  readonly path?: string;
  readonly values?: readonly JsonValue[];
}

export interface RollingInput {
  readonly calendar: string;
  readonly op: string;
  readonly task?: TaskDefinition;
  readonly generator?: GoldenGenerator;
  readonly generators?: readonly GoldenGenerator[];
  readonly templates?: readonly TaskDefinition[];
  readonly report?: readonly string[];
  readonly testEnd?: string | null;
  readonly testEnds?: readonly string[];
  readonly limit?: number;
  readonly segments?: SegmentsLike;
  readonly days?: number;
  readonly testKey?: string;
}

/** Options tried on every case beyond those that it names itself. */
export type Variant = Pick<RollingGenOptions, 'clip' | 'rollFit'>;

const file = readGolden<RollingInput>('rolling-gen.json');

export const rollingCases: readonly GoldenCase<RollingInput>[] = file.cases;

/** What this repository answers to a case of the generators, in the shape of the fixture's `output`. */
export function answerRollingCase(input: RollingInput, variant: Variant): Answer {
  return answerOf(() => call(input, variant));
}

function call(input: RollingInput, variant: Variant): unknown {
  const { days, future = days } = file.calendars[input.calendar] as GoldenCalendar;
  const calendar = Calendar.fromDates(future, { name: input.calendar, known: days.at(-1) });
  const task = input.task as TaskDefinition;
  const rolling = (): RollingGen => generatorOf(input.generator as GoldenGenerator, calendar, variant) as RollingGen;
  switch (input.op) {
    case 'generate':
      return rolling()
        .generate(task)
        .map((made) => shown(made));
    case 'gen_following_tasks':
      return rolling()
        .rollForward(task, input.testEnd as string)
        .slice(0, input.limit)
        .map((made) => shown(made));
    case 'gen_following_chain': {
      let newest = task;
      return (input.testEnds ?? []).map((end) => {
        const made = rolling().rollForward(newest, end);
        newest = made.at(-1) ?? newest;
        return made.map((one) => shown(one));
      });
    }
    case 'trunc_segments':
      return truncateSegments(calendar, input.segments as SegmentsLike, input.days as number, input.testKey);
    case 'task_generator': {
      const generators = (input.generators ?? []).map((generator) => generatorOf(generator, calendar, variant));
      return generateTasks(input.templates ?? [], generators).map((made) => shown(made, input.report));
    }
    default:
      throw new TypeError(`no such operation: ${input.op}`);
  }
}

function generatorOf(generator: GoldenGenerator, calendar: Calendar, variant: Variant): TaskGen {
  switch (generator.kind) {
    case 'rolling':
      return new RollingGen({
        calendar,
        step: generator.step,
        type: generator.rtype,
        truncate: generator.truncDays ?? undefined,
        testKey: generator.testKey,
        trainKey: generator.trainKey,
        ...(generator.modFunc === null && { modify: false }),
        ...variant,
      });
    case 'multiHorizon': {
      const { path, value } = generator.set as { path: string; value: JsonValue };
      const text = JSON.stringify(value).replaceAll('{hr', '{horizon');
      return new MultiHorizonGen({
        calendar,
        horizons: generator.horizon,
        labelLeak: generator.labelLeakN,
        set: { [path]: JSON.parse(text) as JsonValue },
      });
    }
    case 'grid':
      return new GridGen({ [generator.path as string]: generator.values as readonly JsonValue[] });
  }
}

function shown(task: TaskDefinition, report?: readonly string[]): unknown {
  const handler = getIn(task, 'dataset.kwargs.handler') ?? null;
  const time = (key: string): JsonValue => getIn(task, `dataset.kwargs.handler.kwargs.${key}`) ?? null;
  const handlerTimes = {
    start_time: time('start_time'),
    end_time: time('end_time'),
    fit_start_time: time('fit_start_time'),
    fit_end_time: time('fit_end_time'),
  };
  return {
    segments: getIn(task, 'dataset.kwargs.segments'),
    handler: typeof handler === 'object' && handler !== null ? handlerTimes : handler,
    ...(report !== undefined && {
      report: Object.fromEntries(report.map((path) => [path, getIn(task, path) ?? null])),
    }),
  };
}

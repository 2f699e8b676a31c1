import { parseInstant } from '@windrow/frame';
import { InvalidTemplateError } from '../../errors/generate-errors.js';
import type { JsonObject, JsonValue, TaskDefinition } from '../../task/definition.js';
import type { Calendar } from '../calendar/calendar.js';

/**
 * What a task whose test was cut says of it, at `rolling: { nominalEnd: '2020-12-31+13', cutBefore: 1 }`: 13 steps after the calendar's last, as
 * it then was. Whole tasks say nothing.
 */
export interface CutNote {
  /** The index at which the test would end, in a calendar long enough. */
  readonly nominalEnd: number;
  /** How many windows directly before it were cut as well, since tests overlap. */
  readonly cutBefore: number;
  /** Whether the calendar's end cut it, rather than the asked end. */
  readonly byCalendar: boolean;
}

const key = 'rolling';

/** What a task says of its cut; `undefined` when it is whole. */
export function cutNoteOf(task: TaskDefinition, calendar: Calendar): CutNote | undefined {
  const note = task[key];
  if (!isObject(note) || note['nominalEnd'] === undefined) return undefined;
  const { nominalEnd, cutBefore = 0 } = note;
  const match = typeof nominalEnd === 'string' ? /^([^+]+?)(?:\+(\d{1,9}))?$/.exec(nominalEnd) : null;
  if (match === null || typeof cutBefore !== 'number' || !Number.isInteger(cutBefore) || cutBefore < 0) {
    throw new InvalidTemplateError(
      key,
      `is ${JSON.stringify(note)}; leave it as RollingGen wrote it, or remove it for a task whose test is whole`,
    );
  }
  const time = parseInstant(match[1] as string, `${key}.nominalEnd`);
  const beyond = Number(match[2] ?? 0);
  return {
    nominalEnd: calendar.indexOf(time, 'end', 'the nominal end is') + beyond,
    cutBefore,
    byCalendar: beyond > 0,
  };
}

/** The task with this note, or without any when it is `undefined`; what else stands beside the note is kept. */
export function withCutNote(
  task: TaskDefinition,
  note: { readonly nominalEnd: string; readonly cutBefore: number } | undefined,
): TaskDefinition {
  const old = task[key];
  if (note === undefined && (!isObject(old) || old['nominalEnd'] === undefined)) return task;
  if (old !== undefined && !isObject(old)) {
    throw new InvalidTemplateError(
      key,
      `is ${JSON.stringify(old)}, but windows that are cut are noted there; rename yours`,
    );
  }
  const { nominalEnd: _end, cutBefore: _before, ...others } = old ?? {};
  const added =
    note === undefined ? {} : { nominalEnd: note.nominalEnd, ...(note.cutBefore > 0 && { cutBefore: note.cutBefore }) };
  const next: JsonObject = Object.freeze({ ...others, ...added });
  const { [key]: _old, ...rest } = task;
  return Object.freeze(Object.keys(next).length === 0 ? rest : { ...task, [key]: next });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

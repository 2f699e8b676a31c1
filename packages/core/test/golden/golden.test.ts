import { WindrowError } from '@windrow/frame';
import { describe, expect, test } from 'vitest';
import { answerCalendarCase, calendarCases } from './calendar-cases.js';
import { complaint } from './compare.js';
import { answerRollingCase, rollingCases } from './rolling-cases.js';

describe('parity row "TimeAdjuster": each of the reference\'s answers, or the sane one', () => {
  test.each(calendarCases.map((golden) => ({ name: golden.name, golden })))('$name', ({ golden }) => {
    const answer = answerCalendarCase(golden.input);
    expect(complaint(golden, answer)).toBeUndefined();
    if ('error' in answer) expect(WindrowError.is(answer.error), String(answer.error)).toBe(true);
  });
});

describe.each([
  { clip: 'calendar', rule: 'clip-calendar' },
  { clip: 'askedEnd', rule: 'clip-calendar-and-asked-end' },
] as const)(
  'parity rows "RollingGen", "task_generator", "MultiHorizonGen", "truncSegments", clip: $clip',
  ({ clip, rule }) => {
    test.each(rollingCases.map((golden) => ({ name: golden.name, golden })))('$name', ({ golden }) => {
      const exactly = answerRollingCase(golden.input, { clip, rollFit: false });
      // rollForward has no asked end to clip at: `until` never decides where a window ends.
      const clipped = golden.input.op.startsWith('gen_following') ? 'clip-calendar' : rule;
      expect(complaint(golden, exactly, { rule: clipped })).toBeUndefined();
      if ('error' in exactly) expect(WindrowError.is(exactly.error), String(exactly.error)).toBe(true);

      const fitsMoved = answerRollingCase(golden.input, { clip });
      expect(complaint(golden, fitsMoved, { rule: clipped, ignoreFit: true })).toBeUndefined();
    });
  },
);

import { Calendar, RollingGen } from '../../src/generate/index.js';
import { answerCalendarCase, calendarCases } from '../golden/calendar-cases.js';
import { complaint } from '../golden/compare.js';
import { answerRollingCase, rollingCases } from '../golden/rolling-cases.js';
import { rollingTemplate } from './rolling-template.js';

const complaints = [
  ...calendarCases.map((golden) => complaint(golden, answerCalendarCase(golden.input))),
  ...rollingCases.map((golden) => complaint(golden, answerRollingCase(golden.input, { rollFit: false }))),
].filter((found) => found !== undefined);

const bars = Calendar.intraday({
  days: Calendar.businessDays('2024-03-04', '2024-03-15'),
  sessions: [['09:30', '16:00']],
  timeZone: 'America/New_York',
  everyMinutes: 30,
});
const template = rollingTemplate({
  train: ['2024-03-04T09:30', '2024-03-06T23:00:00Z'],
  test: ['2024-03-08T09:30:00-05:00', null],
});

process.stdout.write(
  JSON.stringify({
    machine: new Date(2020, 0, 1).toISOString(),
    cases: calendarCases.length + rollingCases.length,
    complaints,
    aligned: Calendar.businessDays('2020-01-01', '2020-12-31').align('2020-03-29T02:30:00'),
    windows: new RollingGen({ calendar: bars, step: 13, labelHorizon: 1 }).windows(template),
  }),
);

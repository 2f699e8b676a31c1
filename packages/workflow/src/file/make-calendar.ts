import { Calendar, type ComponentRegistry, type Dataset, WindrowError } from '@windrow/core';
import type { Workflow } from './workflow.js';

/**
 * The calendar that a workflow describes. `data`, the default, makes the task's dataset and takes the times it has rows for.
 *
 * @throws WorkflowFileError that points at the calendar, or at the dataset when it gives no times
 */
export async function makeCalendar(workflow: Workflow, registry: ComponentRegistry): Promise<Calendar> {
  const spec = workflow.spec.calendar ?? 'data';
  if (spec === 'data') return calendarOfData(workflow, registry);
  const { name, known, businessDays, daily, dates = [] } = spec;
  const options = { ...(name === undefined ? {} : { name }), ...(known === undefined ? {} : { known }) };
  try {
    if (businessDays !== undefined) {
      const { from, to, holidays, weekend } = businessDays;
      return Calendar.businessDays(from, to, {
        ...options,
        ...(holidays === undefined ? {} : { holidays }),
        ...(weekend === undefined ? {} : { weekend }),
      });
    }
    return daily === undefined ? Calendar.fromDates(dates, options) : Calendar.daily(daily.from, daily.to, options);
  } catch (cause) {
    if (!WindrowError.is(cause)) throw cause;
    throw workflow.error(['calendar'], `calendar: ${cause.message}`, { cause });
  }
}

async function calendarOfData(workflow: Workflow, registry: ComponentRegistry): Promise<Calendar> {
  let dataset: Dataset;
  try {
    dataset = await registry.create<Dataset>('dataset', workflow.spec.task['dataset']);
  } catch (cause) {
    if (!WindrowError.is(cause)) throw cause;
    throw workflow.error(['task', 'dataset'], `task.dataset: ${cause.message}`, { cause });
  }
  const { times } = dataset;
  if (times !== undefined && times.length > 0) return Calendar.fromFrame({ times }, { name: 'data' });
  throw workflow.error(
    ['task', 'dataset'],
    'this dataset does not tell which times it has; write a calendar, such as calendar: { businessDays: { from: 2015-01-01, to: 2024-12-31 } }',
  );
}

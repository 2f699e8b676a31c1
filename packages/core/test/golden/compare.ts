import { isDeepStrictEqual } from 'node:util';
import type { Answer, GoldenCase } from './golden-file.js';

interface ShownTask {
  readonly segments: unknown;
  readonly handler: { readonly [key: string]: unknown } | string | null;
}

/**
 * Whether an answer is one that the case allows; if not, a sentence that says why. `rule` narrows `sane` to a clip rule, and `ignoreFit` leaves
 * the fit times of the handler out.
 */
export function complaint(
  golden: GoldenCase<unknown>,
  answer: Answer,
  { rule, ignoreFit = false }: { readonly rule?: string; readonly ignoreFit?: boolean } = {},
): string | undefined {
  const plain = 'output' in answer ? (ignoreFit ? withoutFit(answer.output) : answer.output) : undefined;
  if (golden.quirk !== true) {
    if ('error' in golden)
      return 'error' in answer ? undefined : `should throw, but gave ${JSON.stringify(answer.output)}`;
    const expected = ignoreFit ? withoutFit(golden.output) : golden.output;
    const equal = 'output' in answer && isDeepStrictEqual(plain, expected);
    if (equal && (golden.overrun !== true || rule !== 'clip-calendar-and-asked-end')) return undefined;
    if (golden.overrun !== true) return `should be ${JSON.stringify(expected)}, but ${described(answer)}`;
  }
  const sane = golden.sane ?? [];
  const asked = sane.some((one) => one.rule === rule) ? sane.filter((one) => one.rule === rule) : sane;
  const fits = asked.some((one) =>
    'error' in answer
      ? one.throws !== undefined
      : 'output' in one && (isDeepStrictEqual(plain, one.output) || isDeepStrictEqual(briefly(plain), one.output)),
  );
  return fits ? undefined : `should be one of ${JSON.stringify(asked)}, but ${described(answer)}`;
}

function described(answer: Answer): string {
  return 'error' in answer ? `threw ${String(answer.error)}` : `was ${JSON.stringify(answer.output)}`;
}

/** Tasks as `sane` has them: only the segments and the handler's end. */
function briefly(tasks: unknown): unknown {
  if (!Array.isArray(tasks)) return tasks;
  return (tasks as readonly (ShownTask | readonly ShownTask[])[]).map((task) =>
    isTasks(task) ? briefly(task) : { segments: task.segments, handlerEnd: endOf(task.handler) },
  );
}

function isTasks(value: ShownTask | readonly ShownTask[]): value is readonly ShownTask[] {
  return Array.isArray(value);
}

function endOf(handler: ShownTask['handler']): unknown {
  return typeof handler === 'object' && handler !== null ? handler['end_time'] : null;
}

function withoutFit(value: unknown): unknown {
  const text = JSON.stringify(value, (key, inner: unknown) => (key.startsWith('fit_') ? undefined : inner));
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

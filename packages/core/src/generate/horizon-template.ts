import type { JsonValue } from '../task/definition.js';

const reference = /\{horizon(?:([+-])(\d{1,6}))?\}/g;
const onlyReference = /^\{horizon(?:([+-])(\d{1,6}))?\}$/;

/**
 * The value with `{horizon}`, `{horizon+1}`, `{horizon-1}` in its texts replaced by numbers. A text that is nothing but one of these becomes
 * the number itself.
 */
export function fillHorizon(value: JsonValue, horizon: number): JsonValue {
  if (typeof value === 'string') {
    const only = onlyReference.exec(value);
    if (only !== null) return shifted(horizon, only[1], only[2]);
    return value.replace(reference, (_, sign?: string, by?: string) => String(shifted(horizon, sign, by)));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((element) => fillHorizon(element, horizon));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillHorizon(inner, horizon)]));
}

function shifted(horizon: number, sign: string | undefined, by: string | undefined): number {
  return horizon + (sign === '-' ? -1 : 1) * Number(by ?? 0);
}

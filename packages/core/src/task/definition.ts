/** A value of I-JSON (RFC 7493): no NaN, no undefined, no Date, no bigint. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** An object of JSON values: no `undefined`, NaN, dates or big integers. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * What to run, as plain JSON: by convention `{ model, dataset, record }`, each naming a component as `{ class, kwargs }`.
 * Its canonical text (RFC 8785) is the truth; whatever a store keeps beside it for queries is derived.
 */
export type TaskDefinition = JsonObject;

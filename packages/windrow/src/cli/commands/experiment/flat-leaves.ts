/**
 * The leaves of nested JSON by their path, `model.kwargs.alpha`, in the order they are in. Lists are leaves, and so are empty objects;
 * a name with a dot is quoted.
 */
export function flatLeaves(value: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  collect(value, '', leaves);
  return leaves;
}

export function leafText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function collect(value: Readonly<Record<string, unknown>>, prefix: string, leaves: Map<string, unknown>): void {
  for (const [name, each] of Object.entries(value)) {
    const path = `${prefix}${name.includes('.') ? JSON.stringify(name) : name}`;
    if (isBranch(each)) collect(each, `${path}.`, leaves);
    else leaves.set(path, each);
  }
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

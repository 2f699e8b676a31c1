/** Any value as an error message shows it, shortened. */
export function showValue(value: unknown): string {
  const text = asText(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function asText(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number') return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A cycle or a bigint inside: the kind of thing says enough.
    return Object.prototype.toString.call(value);
  }
}

const dayMs = 86_400_000;

/** ISO 8601 of an instant, in UTC: `2020-01-02T09:30:00.000Z`. What is no instant is shown as the number it is. */
export function formatInstant(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}

/** As short as it can be said: `2020-01-02` at midnight UTC, else `2020-01-02T09:30:00Z`, with milliseconds only when there are any. */
export function formatInstantShort(ms: number): string {
  const text = formatInstant(ms);
  if (!text.endsWith('Z')) return text;
  if (ms % dayMs === 0) return text.slice(0, -14);
  return ms % 1000 === 0 ? `${text.slice(0, -5)}Z` : text;
}

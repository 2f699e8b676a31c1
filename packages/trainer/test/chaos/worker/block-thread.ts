/** Does not look up for so long; ms. */
export function blockThread(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

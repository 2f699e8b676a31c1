/** Where the code of a child is, beside this file: TypeScript in development, compiled in production. */
export function childEntry(isolate: 'thread' | 'process'): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`../child/${isolate}-entry.${extension}`, import.meta.url);
}

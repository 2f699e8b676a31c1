/** What a worker that does not leave is waiting for. */
export class PendingCalls {
  readonly #since = new Map<symbol, { readonly name: string; readonly at: number }>();

  /** The same store; every call of it that has not been answered yet is known here. */
  watch<T extends object>(port: string, store: T): T {
    return new Proxy(store, {
      get: (_, name) => {
        const value: unknown = Reflect.get(store, name, store);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          const result: unknown = Reflect.apply(value, store, args);
          if (!(result instanceof Promise)) return result;
          const call = Symbol(String(name));
          this.#since.set(call, { name: `${port}.${String(name)}`, at: performance.now() });
          return result.finally(() => this.#since.delete(call));
        };
      },
    });
  }

  /** Says on standard error what is pending, so long after the process was first asked to leave. */
  tellAfterTermination(afterMs: number): void {
    process.once('SIGTERM', () => {
      setTimeout(() => console.error(`still here after ${afterMs} ms, waiting for: ${this.#text()}`), afterMs).unref();
    });
  }

  #text(): string {
    const now = performance.now();
    const calls = [...this.#since.values()].map(({ name, at }) => `${name} (${Math.round(now - at)} ms)`);
    return calls.length === 0 ? 'no call of a store' : calls.join(', ');
  }
}

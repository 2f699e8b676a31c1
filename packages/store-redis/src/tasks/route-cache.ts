/** How many tasks' routes one client remembers of one pool. */
const MOST = 20_000;

/** The routes of tasks that this client has seen. A route is given at the submit and never changes. */
export class RouteCache {
  readonly #pools = new Map<string, Map<string, string>>();

  get(pool: string, id: string): string | undefined {
    return this.#pools.get(pool)?.get(id);
  }

  set(pool: string, id: string, route: string): void {
    let routes = this.#pools.get(pool);
    if (routes === undefined) {
      routes = new Map();
      this.#pools.set(pool, routes);
    }
    if (routes.size >= MOST) {
      for (const oldest of routes.keys()) {
        routes.delete(oldest);
        break;
      }
    }
    routes.set(id, route);
  }
}

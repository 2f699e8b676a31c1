/** How many tasks' routes one client remembers. */
const MOST = 20_000;

/** The routes of tasks that this client has seen. A route is given at the submit and never changes. */
export class RouteCache {
  readonly #routes = new Map<string, string>();

  get(pool: string, id: string): string | undefined {
    return this.#routes.get(`${pool} ${id}`);
  }

  set(pool: string, id: string, route: string): void {
    if (this.#routes.size >= MOST) {
      for (const oldest of this.#routes.keys()) {
        this.#routes.delete(oldest);
        break;
      }
    }
    this.#routes.set(`${pool} ${id}`, route);
  }
}

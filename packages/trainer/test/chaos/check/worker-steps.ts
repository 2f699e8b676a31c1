/** What a worker wrote of one attempt of one task. */
export interface Step {
  readonly what: string;
  readonly fence: number;
  /** The rest of the line. */
  readonly words: readonly string[];
  /** The log that it stands in. */
  readonly log: string;
}

export interface WorkerLog {
  readonly name: string;
  /** Whole lines, oldest first. */
  readonly lines: readonly string[];
}

/** Everything that all workers wrote, by task. */
export class WorkerSteps {
  readonly #tasks = new Map<string, Step[]>();

  constructor(logs: readonly WorkerLog[]) {
    for (const { name, lines } of logs) for (const line of lines) this.#add(name, line);
  }

  of(taskId: string): readonly Step[] {
    return this.#tasks.get(taskId) ?? [];
  }

  /** Tasks that anything was written about. */
  get taskIds(): Iterable<string> {
    return this.#tasks.keys();
  }

  #add(log: string, line: string): void {
    const [what = '', taskId, fence, ...words] = line.split(' ');
    if (taskId === undefined || fence === undefined) return;
    const step = { what, fence: Number(fence), words, log };
    const steps = this.#tasks.get(taskId);
    if (steps === undefined) this.#tasks.set(taskId, [step]);
    else steps.push(step);
  }
}

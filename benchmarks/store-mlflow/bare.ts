/** MLflow's REST interface with nothing between: one fetch a call, the answer parsed. */
export class BareMlflow {
  readonly #base: string;

  constructor(url: string) {
    this.#base = `${url}/api/2.0/mlflow`;
  }

  async createExperiment(name: string): Promise<string> {
    const { experiment_id } = (await this.#post('experiments/create', { name })) as { experiment_id: string };
    return experiment_id;
  }

  /** A run as the store makes one: named, with a tag, started now. */
  async createRun(experimentId: string, name: string): Promise<string> {
    const { run } = (await this.#post('runs/create', {
      experiment_id: experimentId,
      run_name: name,
      start_time: Date.now(),
      tags: [{ key: 'desk', value: 'metals' }],
    })) as { run: { info: { run_id: string } } };
    return run.info.run_id;
  }

  async finishRun(runId: string): Promise<void> {
    await this.#post('runs/update', { run_id: runId, status: 'FINISHED', end_time: Date.now() });
  }

  async logPoints(runId: string, from: number, count: number): Promise<void> {
    const metrics = Array.from({ length: count }, (_, at) => ({
      key: 'loss',
      step: from + at,
      value: 1 / (from + at + 1),
      timestamp: 1_700_000_000_000 + from + at,
    }));
    await this.#post('runs/log-batch', { run_id: runId, metrics });
  }

  /** Every point of a series, page by page. */
  async series(runId: string): Promise<number> {
    let found = 0;
    for (let token: string | undefined; ; ) {
      const query = new URLSearchParams({ run_id: runId, metric_key: 'loss', max_results: '25000' });
      if (token !== undefined) query.set('page_token', token);
      const response = await fetch(`${this.#base}/metrics/get-history?${query}`);
      const page = (await read(response)) as { metrics?: readonly object[]; next_page_token?: string };
      found += page.metrics?.length ?? 0;
      token = page.next_page_token;
      if (token === undefined || token === '') return found;
    }
  }

  /** Every run of an experiment, page by page. */
  async listRuns(experimentId: string, pageSize: number): Promise<number> {
    let found = 0;
    for (let token: string | undefined; ; ) {
      const page = (await this.#post('runs/search', {
        experiment_ids: [experimentId],
        max_results: pageSize,
        order_by: ['attributes.start_time ASC'],
        ...(token === undefined ? {} : { page_token: token }),
      })) as { runs?: readonly object[]; next_page_token?: string };
      found += page.runs?.length ?? 0;
      token = page.next_page_token;
      if (token === undefined || token === '') return found;
    }
  }

  async #post(path: string, body: object): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    return read(await fetch(`${this.#base}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
  }
}

async function read(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

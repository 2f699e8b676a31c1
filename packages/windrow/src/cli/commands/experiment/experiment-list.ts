import { timeText } from '../../output/human-text.js';
import { moreLine } from '../../output/more-line.js';
import { table } from '../../output/table.js';
import { terminalOutput } from '../../output/terminal.js';
import type { PageOptions } from '../../with-pages.js';
import { withWindrow } from '../../with-windrow.js';

export interface ListOptions extends PageOptions {
  readonly deleted?: boolean;
}

export async function experimentList({ limit, cursor, deleted, ...options }: ListOptions): Promise<void> {
  await withWindrow(options, async ({ experimentStore }) => {
    const page = await experimentStore.list({
      limit,
      deleted: deleted === true,
      ...(cursor === undefined ? {} : { cursor }),
    });
    terminalOutput(options.json === true).result('experiment-list', page, () =>
      page.experiments.length === 0
        ? 'There is no experiment yet.'
        : [
            table(
              ['experiment', 'id', 'created'],
              page.experiments.map(({ name, id, createdAt }) => [name, id, timeText(createdAt)]),
            ),
            ...moreLine(page.cursor),
          ].join('\n'),
    );
  });
}

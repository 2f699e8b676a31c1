import { terminalOutput } from '../../output/terminal.js';
import { requirePool } from '../../require-pool.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';

/** A paused pool hands out nothing; what runs goes on. */
export async function poolPause(pool: string, paused: boolean, options: GlobalOptions): Promise<void> {
  await withWindrow(options, async (windrow) => {
    const manager = await requirePool(windrow, pool);
    const { version } = await manager.configure({ paused });
    terminalOutput(options.json === true).result('pool-settings', { pool, paused, version }, () =>
      paused ? `Pool ${pool} hands out nothing until it is resumed.` : `Pool ${pool} goes on.`,
    );
  });
}

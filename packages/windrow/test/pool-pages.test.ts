import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { bothWays } from './process/both-ways.js';
import { inPipe } from './process/command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-pages-'));
const store = `sqlite:${join(folder, 'store')}`;
const here = { cwd: folder, env: { WINDROW_STORE: store } };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Page {
  readonly tasks: readonly { readonly id: string; readonly definition: { readonly n: number } }[];
  readonly cursor?: string;
}

const query = async (...more: readonly string[]): Promise<Page> =>
  JSON.parse((await inPipe(['pool', 'query', 'growing', '--json', ...more], here)).stdout) as Page;

it('windrow pool query pages through a pool while others submit: every task once, in their order, and an end', async () => {
  await using windrow = await createWindrow({ store });
  const manager = windrow.pool('growing', { codeVersion: false });
  const definitions = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ n: from + at }));
  const { ids } = await manager.createTasks(definitions(0, 40));
  const seen: string[] = [];
  let submitted = 40;
  for (let cursor: string | undefined, page: Page; ; ) {
    // Others submit before each page and while it is read, until a hundred are there.
    const more = definitions(submitted, Math.min(100, submitted + 20));
    submitted += more.length;
    const submitting = manager.createTasks(more);
    page = await query('--limit', '15', ...(cursor === undefined ? [] : ['--cursor', cursor]));
    await submitting;
    expect(page.tasks.length).toBeLessThanOrEqual(15);
    seen.push(...page.tasks.map(({ id }) => id));
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  expect(seen.slice(0, 40)).toEqual(ids);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(100);
});

it('the next cursor is said in a pipe, on a terminal and as JSON; with it and the same filter the list goes on', async () => {
  const args = ['pool', 'query', 'growing', '--filter', '{"definition.n":{"$gte":90}}', '--limit', '6'];
  const { piped, terminal, json } = await bothWays(args, here);
  const cursor = String(json['cursor']);
  expect(piped.stdout).toMatch(new RegExp(`\n\nThere are more: --cursor ${cursor}\n$`));
  expect(terminal.screen).toContain(`There are more: --cursor ${cursor}`);
  const rest = await query('--filter', '{"definition.n":{"$gte":90}}', '--limit', '6', '--cursor', cursor);
  expect(rest.tasks.map(({ definition }) => definition.n)).toEqual([96, 97, 98, 99]);
  expect(rest.cursor).toBeUndefined();
});

it('a cursor that is none, and a limit that is none, are exit code 2', async () => {
  for (const wrong of [
    ['--cursor', 'nonsense'],
    ['--limit', '0'],
    ['--limit', '1e9'],
  ]) {
    expect(await inPipe(['pool', 'query', 'growing', ...wrong], here)).toMatchObject({ code: 2, stdout: '' });
  }
});

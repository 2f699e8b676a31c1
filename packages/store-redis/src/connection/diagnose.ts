import type { StoreFinding } from '@windrow/core';
import { persistenceFaults } from './check-persistence.js';
import type { RedisClient } from './redis-options.js';

/** From this share of the server's memory limit on, new tasks may soon be refused. */
const NEARLY_FULL = 0.9;

/** Looks at the server: its version, whether it keeps what it acknowledged, whether its memory is nearly full. */
export async function diagnoseServer(client: RedisClient): Promise<readonly StoreFinding[]> {
  const info = await serverInfo(client);
  const version = info.get('redis_version');
  const faults = await persistenceFaults(client);
  return [
    ...(version === undefined ? [] : [{ check: 'server', state: 'ok', message: `Redis ${version}.` } as const]),
    ...(faults.length > 0
      ? faults.map((fault): StoreFinding => {
          const [message, advice] = splitAdvice(fault);
          return { check: 'persistence', state: 'problem', message, advice };
        })
      : [{ check: 'persistence', state: 'ok', message: 'Nothing in the settings forgets or evicts.' } as const]),
    ...memory(info),
  ];
}

async function serverInfo(client: RedisClient): Promise<ReadonlyMap<string, string>> {
  try {
    const text = String(await client.call('INFO', []));
    return new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
  } catch {
    // Hosted servers may refuse INFO; nothing can be said then.
    return new Map();
  }
}

/** `fault (set it to "x")` as a sentence and what to do. */
function splitAdvice(fault: string): readonly [string, string] {
  const [, message = fault, advice = ''] = /^(.*) \((set it to .*)\)$/.exec(fault) ?? [];
  return [`${message}.`, `In the server's configuration ${advice}.`];
}

function memory(info: ReadonlyMap<string, string>): readonly StoreFinding[] {
  const used = Number(info.get('used_memory'));
  const limit = Number(info.get('maxmemory'));
  if (!(limit > 0) || !(used >= 0)) return [];
  const share = Math.round((100 * used) / limit);
  const message = `${share} % of the server's memory limit is used.`;
  return used < NEARLY_FULL * limit
    ? [{ check: 'memory', state: 'ok', message }]
    : [
        {
          check: 'memory',
          state: 'problem',
          message,
          advice: 'Raise maxmemory, or let ended tasks retire (the retention setting of the pool).',
        },
      ];
}

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { commandEnv, inPipe, MAIN } from './process/command-line.js';
import { onTerminal } from './process/terminal-command.js';

const folder = mkdtempSync(join(tmpdir(), 'windrow-cli-complete-'));
const bin = join(folder, 'bin');
const store = `sqlite:${join(folder, 'store')}`;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  mkdirSync(bin);
  writeFileSync(join(bin, 'windrow'), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(join(bin, 'windrow'), 0o755);
  await using windrow = await createWindrow({ store });
  await windrow.pool('rolling', { codeVersion: false }).createTasks([{ n: 1 }]);
  await windrow.pool('daily', { codeVersion: false }).createTasks([{ n: 1 }]);
  for (const name of ['sweep', `$(touch ${join(folder, 'pwned')})`]) await windrow.experiments.create(name);
});

/** What a real bash offers for a line, asked the way that readline asks: words broken at `:` and `=`, the cursor in the last. */
function inBash(line: string, env: Readonly<Record<string, string>> = { WINDROW_STORE: store }): readonly string[] {
  const script = `
    source <(windrow completion bash)
    eval "$(complete -p windrow | sed 's/.*-F \\([^ ]*\\).*/handler=\\1/')"
    COMP_LINE=$LINE_TO_COMPLETE
    read -r -a words <<< "$(sed 's/\\([:=]\\)/ \\1 /g' <<< "$COMP_LINE")"
    COMP_WORDS=("\${words[@]}")
    [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
    "$handler"
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', script], {
    cwd: folder,
    env: { ...commandEnv(env), PATH: `${bin}:${process.env['PATH']}`, LINE_TO_COMPLETE: line },
  });
  return out
    .toString()
    .split('\n')
    .filter((each) => each !== '');
}

describe('windrow completion', () => {
  it('bash completes commands, options, choices and the names of pools and experiments', () => {
    expect(inBash('windrow po')).toEqual(['pool']);
    expect(inBash('windrow pool re')).toEqual(expect.arrayContaining(['retry', 'reset', 'remove', 'reap', 'resume']));
    expect(inBash('windrow pool reset --')).toEqual(expect.arrayContaining(['--to', '--force', '--dry-run', '--json']));
    expect(inBash('windrow pool reset daily --to ')).toEqual(['waiting', 'part_done']);
    expect([...inBash('windrow pool stat ')].sort()).toEqual(['daily', 'rolling']);
    expect(inBash('windrow worker --concurrency 4 ro')).toEqual(['rolling']);
    expect(inBash('windrow experiment show ')).toEqual(['sweep']);
    expect(inBash(`windrow --store ${store} pool wait d`, {})).toEqual(['daily']);
  });

  it('typing makes no store, evaluates nothing that was typed or stored, and says nothing when a store is away', () => {
    expect(inBash('windrow pool stat ', {})).toEqual([]);
    expect(existsSync(join(folder, '.windrow'))).toBe(false);
    inBash('windrow pool stat $(touch pwned)');
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
    expect(inBash('windrow pool stat ', { WINDROW_STORE: 'redis://127.0.0.1:1' })).toEqual([]);
  });

  it.each(['bash', 'zsh', 'fish'])(
    'prints a script for %s, which the shell accepts where it is installed',
    async (shell) => {
      const here = { cwd: folder };
      const [piped, terminal] = await Promise.all([
        inPipe(['completion', shell], here),
        onTerminal(['completion', shell], here),
      ]);
      expect(piped).toMatchObject({ code: 0, stderr: '' });
      expect(terminal.code).toBe(0);
      expect(piped.stdout).toContain('windrow complete --');
      expect(terminal.screen).toContain('windrow');
      if (spawnSync(shell, ['--version']).error !== undefined) return;
      const checked = spawnSync(shell, ['-n'], { input: piped.stdout });
      expect([checked.status, checked.stderr.toString()]).toEqual([0, '']);
    },
  );

  it('another shell is exit code 2', async () => {
    expect(await inPipe(['completion', 'tcsh'], { cwd: folder })).toMatchObject({ code: 2, stdout: '' });
  });
});

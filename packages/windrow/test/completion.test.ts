import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWindrow } from '../src/index.js';
import { commandEnv, inPipe, MAIN } from './process/command-line.js';
import { onTerminal, TerminalCommand } from './process/terminal-command.js';

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
    env: { ...surroundings(env), LINE_TO_COMPLETE: line },
  });
  return out
    .toString()
    .split('\n')
    .filter((each) => each !== '');
}

const installed = (shell: string): boolean => spawnSync(shell, ['--version']).error === undefined;
const surroundings = (env: Readonly<Record<string, string>>) => ({
  ...commandEnv(env),
  HOME: folder,
  PATH: `${bin}:${process.env['PATH']}`,
});

/** What a real fish offers for a line, without the descriptions. */
function inFish(line: string, env: Readonly<Record<string, string>> = { WINDROW_STORE: store }): readonly string[] {
  const script = 'windrow completion fish | source; complete -C "$LINE_TO_COMPLETE"';
  const out = execFileSync('fish', ['--no-config', '-c', script], {
    cwd: folder,
    env: { ...surroundings(env), LINE_TO_COMPLETE: line },
  });
  return out
    .toString()
    .split('\n')
    .flatMap((each) => (each === '' ? [] : [each.split('\t')[0] as string]));
}

/** A real zsh on a terminal that has loaded the script; Tab only completes, as zsh would expand `$(…)` by itself. */
async function zsh(env: Readonly<Record<string, string>> = { WINDROW_STORE: store }): Promise<TerminalCommand> {
  const shell = new TerminalCommand(['-f', '-i'], { cwd: folder, env: surroundings(env), program: ['zsh'] });
  shell.type(
    "PS1='%% '; autoload -Uz compinit; compinit -u -D; source <(windrow completion zsh); bindkey '^I' complete-word; clear; echo rea''dy\r",
  );
  await shell.until((screen) => screen.includes('ready'));
  return shell;
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

  it.skipIf(!installed('fish'))('fish completes the same, and evaluates nothing', () => {
    expect(inFish('windrow po')).toEqual(['pool']);
    expect(inFish('windrow pool re')).toEqual(['reap', 'remove', 'reset', 'resume', 'retry']);
    expect(inFish('windrow pool reset --')).toEqual(expect.arrayContaining(['--to', '--force', '--dry-run', '--json']));
    expect([...inFish('windrow pool reset daily --to ')].sort()).toEqual(['part_done', 'waiting']);
    expect([...inFish('windrow pool stat ')].sort()).toEqual(['daily', 'rolling']);
    expect(inFish('windrow worker --concurrency 4 ro')).toEqual(['rolling']);
    expect(inFish('windrow experiment show ')).toEqual(['sweep']);
    inFish('windrow pool stat (touch pwned-in-fish) ');
    inFish('windrow pool stat $(touch pwned-in-fish) ');
    expect(existsSync(join(folder, 'pwned-in-fish'))).toBe(false);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
  });

  it.skipIf(!installed('zsh'))('zsh completes the same, and evaluates nothing', async () => {
    const shell = await zsh();
    shell.type('windrow po\t');
    await shell.until((screen) => /windrow pool $/m.test(`${screen.split('\n').at(-1)} `));
    shell.type('re\t');
    await shell.until((screen) =>
      ['retry', 'reset', 'remove', 'reap', 'resume'].every((word) => screen.includes(word)),
    );
    shell.type('\x15windrow worker --concurrency 4 ro\t');
    await shell.until((screen) => screen.includes('--concurrency 4 rolling'));
    shell.type('\x15windrow experiment show \t');
    await shell.until((screen) => screen.includes('experiment show sweep'));
    shell.type('\x15windrow pool stat $(touch pwned-in-zsh) \t');
    shell.type('\x15windrow pool wait d\t');
    await shell.until((screen) => screen.includes('pool wait daily'));
    expect(existsSync(join(folder, 'pwned-in-zsh'))).toBe(false);
    expect(existsSync(join(folder, 'pwned'))).toBe(false);
    shell.type('\x15exit\r');
    await shell.ended;
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
      if (!installed(shell)) return;
      const file = join(folder, `completion.${shell}`);
      writeFileSync(file, piped.stdout);
      const checked = spawnSync(shell, ['-n', file]);
      expect([checked.status, checked.stderr.toString()]).toEqual([0, '']);
    },
  );

  it('another shell is exit code 2', async () => {
    expect(await inPipe(['completion', 'tcsh'], { cwd: folder })).toMatchObject({ code: 2, stdout: '' });
  });
});

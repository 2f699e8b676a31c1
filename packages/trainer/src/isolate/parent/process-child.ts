import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AttemptError } from '@windrow/core';
import type { FromChild, ToChild } from '../child/child-message.js';
import { toChildError } from '../child-error.js';
import type { Child, ChildEnd, ChildOptions } from './child.js';
import { childEntry } from './child-entry.js';
import { childExecArgv } from './exec-argv.js';
import { residentBytes } from './resident-bytes.js';

const alive = new Set<number>();
let watching = false;
const ownGroup = process.platform !== 'win32';

/**
 * A child process with a process group of its own: a Ctrl-C meant for the worker does not reach it, and what it started itself is ended
 * with it.
 */
export function startProcess({ module, memoryLimitBytes }: ChildOptions): Child {
  const heap =
    memoryLimitBytes === undefined ? [] : [`--max-old-space-size=${Math.floor(memoryLimitBytes / 1024 / 1024)}`];
  const child = fork(fileURLToPath(childEntry('process')), [], {
    execArgv: [...childExecArgv('process', module), ...heap],
    serialization: 'advanced',
    detached: ownGroup,
  });
  const { pid } = child;
  if (pid !== undefined) remember(pid);
  let cause: AttemptError | undefined;
  let failure: unknown;
  const ended = new Promise<ChildEnd>((resolve) => {
    const settle = (exitCode: number | null, signal: string | null): void => {
      if (pid !== undefined) alive.delete(pid);
      const why = failure ?? (cause === undefined ? undefined : toChildError(cause));
      resolve({
        ...(exitCode === null ? {} : { exitCode }),
        ...(signal === null ? {} : { signal }),
        ...(why === undefined ? {} : { cause: why }),
      });
    };
    child.once('exit', settle);
    child.on('error', (error) => {
      failure = error;
      if (pid === undefined) settle(null, null);
    });
  });
  return {
    isolate: 'process',
    ...(pid === undefined ? {} : { pid }),
    ended,
    send: (message: ToChild) => {
      // A child that is gone takes no message, and `ended` tells so.
      if (child.connected) child.send(message, () => {});
    },
    onMessage: (listener) => {
      child.on('message', (message) => {
        const said = message as FromChild;
        if (said.kind === 'crashed') cause = said.error;
        listener(said);
      });
    },
    kill: () => {
      if (pid !== undefined && alive.has(pid)) killGroup(pid);
    },
    measure: () => (pid === undefined ? undefined : residentBytes(pid)),
  };
}

function remember(pid: number): void {
  if (!watching) process.once('exit', killAll);
  watching = true;
  alive.add(pid);
}

function killAll(): void {
  for (const pid of alive) killGroup(pid);
}

function killGroup(pid: number): void {
  try {
    process.kill(ownGroup ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

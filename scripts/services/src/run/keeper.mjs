// Runs one server as its own child and ends it when the process that asked for it ends, however that happens.
// Started detached, so that Ctrl-C in a terminal reaches the test runner alone, which then stops its servers in order.
// argv[2]: JSON { program, args, cwd, env, log, stopSignal, removeDirectory }
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

const GRACE_MS = 5000;
const { program, args, cwd, env, log, stopSignal, removeDirectory } = JSON.parse(process.argv[2] ?? '{}');
const output = openSync(log, 'a');
const child = spawn(program, args, {
  cwd,
  env: { ...process.env, ...env },
  stdio: ['ignore', output, output],
  detached: true,
});
let orphaned = false;

/** The whole process group: some servers are several processes. */
function signal(name) {
  try {
    if (!ended()) process.kill(-child.pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function stop() {
  signal(stopSignal);
  signal('SIGCONT');
  setTimeout(() => signal('SIGKILL'), GRACE_MS).unref();
}

function report(message) {
  if (process.connected) process.send(message, () => {});
}

child.once('spawn', () => report({ event: 'started', pid: child.pid }));
child.once('error', (error) => report({ event: 'exited', reason: error.message }));
child.once('exit', (code, by) => {
  // Stays to delete the directory in case the owner ends before it has let go of this server.
  if (orphaned) leave();
  report({ event: 'exited', reason: by === null ? `code ${code}` : by });
});
process.on('message', (message) => {
  if (message.release) process.exit();
  if (message.signal === undefined) return stop();
  signal(message.signal);
  report({ event: 'signalled' });
});
process.once('disconnect', () => {
  orphaned = true;
  if (ended()) leave();
  stop();
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, stop);

function ended() {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function leave() {
  if (removeDirectory) rmSync(removeDirectory, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
}

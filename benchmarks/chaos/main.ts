import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/* The same program as the short form that runs with the tests of @windrow/trainer, with the numbers given here. */
const program = fileURLToPath(new URL('../../packages/trainer/test/chaos/main.ts', import.meta.url));
const run = spawn(
  process.execPath,
  ['--import', 'tsx', '--conditions=@windrow/source', program, ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
run.once('exit', (code) => {
  process.exitCode = code ?? 1;
});

#!/usr/bin/env node
import { runCommandLine } from './run-command-line.js';

// Whoever reads standard output may stop reading: `windrow pool query POOL | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// And whoever reads what is said beside it: the command still does what it does, and ends with its own exit code.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv);

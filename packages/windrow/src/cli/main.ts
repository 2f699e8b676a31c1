#!/usr/bin/env node
import { runCommandLine } from './run-command-line.js';

// Whoever reads standard output may stop reading: `windrow pool query POOL | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await runCommandLine(process.argv);

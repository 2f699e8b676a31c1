import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type RollType, WindrowError } from 'windrow';
import { run } from './flow/run.js';
import { writeOutputs } from './report/write-outputs.js';
import { terminalProgress } from './terminal/progress.js';
import { jsonSummary, textSummary } from './terminal/summary.js';

const HELP = `Forecasts the volatility of 22 exchange rates: 252 tasks from one template, trained, collected and ensembled.

  npm start -- [options]

  --rolling sliding|expanding   how the training windows move (sliding)
  --store URL                   where tasks and results live (sqlite:.windrow beside this example)
  --out DIRECTORY               where report.html, forecast.arrow and forecast.csv go (out beside this example)
  --json                        one JSON object on standard output
  --help

Started again it trains only what is missing; Ctrl-C loses nothing that was finished.`;

const here = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

async function main(): Promise<number> {
  const started = performance.now();
  const options = readOptions();
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const stopping = new AbortController();
  const progress = terminalProgress(process.stderr);
  let finished = '0 tasks';
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) process.exit(130);
    progress.stop();
    process.stderr.write(`\n${signal}: stopping…\n`);
    stopping.abort(new Error('stopped by the user'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const result = await run({
      rolling: options.rolling,
      store: options.store,
      signal: stopping.signal,
      onProgress: (stage, done, total) => {
        if (stage === 'training') finished = `${done} of ${total} tasks`;
        progress.update(stage, done, total);
      },
    });
    stopping.signal.throwIfAborted();
    const paths = await writeOutputs(result, options.out, options.rolling);
    const seconds = (performance.now() - started) / 1_000;
    if (options.json) process.stdout.write(`${JSON.stringify(jsonSummary(result, seconds))}\n`);
    else process.stdout.write(`${textSummary(result, seconds)}\n\n${paths.map((path) => `  ${path}`).join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    process.stderr.write(`Stopped: ${finished} are finished and kept. Start again to go on from there.\n`);
    return 130;
  } finally {
    progress.stop();
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      rolling: { type: 'string', default: 'sliding' },
      store: { type: 'string', default: `sqlite:${here('.windrow')}` },
      out: { type: 'string', default: here('out') },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.rolling !== 'sliding' && values.rolling !== 'expanding') {
    throw new TypeError(`--rolling must be sliding or expanding, not ${values.rolling}`);
  }
  return { ...values, rolling: values.rolling as RollType };
}

try {
  process.exitCode = await main();
} catch (error) {
  const usage = error instanceof TypeError;
  process.stderr.write(
    `${WindrowError.is(error) || usage ? (error as Error).message : String((error as Error).stack ?? error)}\n`,
  );
  process.exitCode = usage ? 2 : 1;
}

import type { Windrow } from '../../../compose/create-windrow.js';
import type { Finding } from '../../answers/run-answers.js';
import { durationText } from '../../output/human-text.js';
import { notice, ok, problem } from './finding.js';

/** Clocks that differ by more make people misread times; leases are counted by the store's clock alone. */
const CLOCK_NOTICE_MS = 2_000;
const CLOCK_PROBLEM_MS = 60_000;

/** Whether the stores answer, what they say of themselves, and whether clocks and versions agree. @throws StoreUnavailableError */
export async function examineStore({ tasks, experimentStore, artifacts }: Windrow): Promise<readonly Finding[]> {
  const { protocol, storeId } = await tasks.identity();
  const findings = [
    ok(
      'store',
      `Tasks answer${tasks.capabilities.descriptor === undefined ? '' : ` at ${tasks.capabilities.descriptor}`} (${storeId}).`,
    ),
    await clock(tasks.now.bind(tasks)),
    ok(
      'versions',
      `Protocol ${protocol.current} (clients from ${protocol.min} on may write), Node ${process.version}.`,
    ),
    ...(tasks.diagnose === undefined ? [] : await tasks.diagnose()),
  ];
  await experimentStore.identity();
  findings.push(ok('experiments', 'Experiments answer.'));
  await artifacts.now();
  findings.push(ok('artifacts', 'Artifacts answer.'));
  return findings;
}

async function clock(now: () => Promise<number>): Promise<Finding> {
  const before = Date.now();
  const there = await now();
  const after = Date.now();
  // The answer was made at some time in between.
  const ahead = there > after ? there - after : there < before ? there - before : 0;
  const size = Math.abs(ahead);
  if (size <= CLOCK_NOTICE_MS) return ok('clock', 'The store’s clock and this machine’s agree.');
  const message = `The store’s clock is ${durationText(size)} ${ahead > 0 ? 'ahead of' : 'behind'} this machine’s.`;
  return (size > CLOCK_PROBLEM_MS ? problem : notice)(
    'clock',
    message,
    'Let both machines take their time from one source (NTP, chrony); leases count by the store’s clock.',
  );
}

import type { Clock } from '@windrow/core';
import { CLOCK_SHIFT } from './chaos-settings.js';

/*
 * Loaded before everything else (`node --import`): the clock of the whole process is off by what the environment says. Timers, which
 * count, go on as they are. Children of the process are off as well.
 */
const shiftMs = Number(process.env[CLOCK_SHIFT] ?? 0);
const MachineDate = Date;

/** The clock of the machine, as it is, where this process's is not: that of a store which runs in it. */
export const machineClock: Clock | undefined = shiftMs === 0 ? undefined : { now: () => MachineDate.now() };

if (shiftMs !== 0) {
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, args: [], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [MachineDate.now() + shiftMs] : args, newTarget) as object,
    apply: () => new Date().toString(),
    get: (target, name) => (name === 'now' ? shiftedNow : (Reflect.get(target, name) as unknown)),
  });
}

function shiftedNow(): number {
  return MachineDate.now() + shiftMs;
}

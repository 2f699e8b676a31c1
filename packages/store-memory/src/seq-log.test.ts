import { expect, it } from 'vitest';
import { SeqLog } from './seq-log.js';

it('finds every living record above a number, before and after places were freed (rule 11)', () => {
  const log = new SeqLog<{ seq: number; removed: boolean }>();
  const records = Array.from({ length: 500 }, (_, at) => ({ seq: (at + 1) * 3, removed: false }));
  for (const record of records) log.push(record);
  for (const [at, record] of records.entries()) {
    if (at % 5 === 0) continue;
    record.removed = true;
    log.noteRemoved();
  }
  const living = records.filter(({ removed }) => !removed).map(({ seq }) => seq);
  for (const after of [0, 1, 3, 750, 751, 1_500]) {
    expect([...log.after(after)].map(({ seq }) => seq)).toEqual(living.filter((seq) => seq > after));
  }
});

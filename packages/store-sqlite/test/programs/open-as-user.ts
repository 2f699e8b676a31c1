import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WindrowError } from '@windrow/core';
import { openSqliteStore } from '../../src/index.js';

// Gives up root's rights, then says what came of opening the directory. Opens another one first, so that whatever is loaded late is
// loaded: the other user may not be let into the checkout.
const [directory = '', uid = ''] = process.argv.slice(2);
const other = mkdtempSync(join(tmpdir(), 'open-as-user-'));
await (await openSqliteStore({ directory: other })).close();
rmSync(other, { recursive: true });
process.setuid?.(Number(uid));
try {
  await openSqliteStore({ directory });
  process.stdout.write('opened\n');
} catch (error) {
  process.stdout.write(`${WindrowError.is(error) ? error.code : String(error)}\n`);
}

import { WindrowError } from '@windrow/core';
import { openSqliteStore } from '../../src/index.js';

// Gives up root's rights, then says what came of opening the directory.
const [directory = '', uid = ''] = process.argv.slice(2);
process.setuid?.(Number(uid));
try {
  await openSqliteStore({ directory });
  process.stdout.write('opened\n');
} catch (error) {
  process.stdout.write(`${WindrowError.is(error) ? error.code : String(error)}\n`);
}

// Removes the named folders below the current one: turbo's restore does not delete what an older build left.
import { rmSync } from 'node:fs';

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true });

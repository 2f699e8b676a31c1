import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprint, forecast } from './forecast.js';

/** Runs one program over memory, a directory, and the servers that MONGO_URL and REDIS_URL name. */
const folder = mkdtempSync(join(tmpdir(), 'swap-the-store-'));
const stores = ['memory:', `sqlite:${folder}`, process.env['MONGO_URL'], process.env['REDIS_URL']];
try {
  for (const store of stores) {
    if (store === undefined) continue;
    const scheme = store.slice(0, store.indexOf(':'));
    console.log(scheme.padEnd(10), await fingerprint(await forecast(store)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

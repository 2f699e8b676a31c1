import { join } from 'node:path';
import { addressOf, findMongo, findRedis, missingServer, type ServerName } from '../run/locate.js';
import { cacheDirectory } from './cache.js';
import { type CommandContext, interruptCommands } from './command.js';
import { aptInstall, whyNoApt } from './debian.js';
import { ferretdbStep, findGo } from './ferretdb.js';
import { withLock } from './lock.js';
import { mlflowStep } from './mlflow.js';
import { mongodStep, whyNoDownload } from './mongod.js';
import { postgresStep } from './postgres.js';
import { sayWithClock } from './say.js';
import { secantusdbStep } from './secantusdb.js';
import { provide } from './step.js';

const ALL: readonly ServerName[] = ['redis', 'mongo', 'secantusdb', 'mlflow'];
const say = sayWithClock('services');

async function provideRedis(context: CommandContext): Promise<void> {
  const found = findRedis();
  if (found !== undefined) return say(`redis: ${found}`);
  const why = whyNoApt();
  if (why !== undefined)
    throw new Error(`no redis-server on PATH, and ${why}: install Redis or Valkey, or set REDIS_URL`);
  say("redis: installing Debian's redis-server");
  await aptInstall(['redis-server'], join(cacheDirectory(), 'apt.log'), context);
}

async function provideMongo(context: CommandContext): Promise<void> {
  const found = findMongo();
  if (found !== undefined) return say(`mongo: ${found.kind} at ${found.program}`);
  const noDownload = await whyNoDownload();
  if (noDownload === undefined) {
    try {
      return await provide(mongodStep(), context);
    } catch (error) {
      say(`mongod could not be downloaded: ${messageOf(error)}`);
    }
  } else {
    say(`mongo: MongoDB cannot be downloaded here: ${noDownload}`);
  }
  const why = whyNoApt() ?? (findGo() === undefined ? 'Go is not on PATH' : undefined);
  if (why !== undefined) {
    throw new Error(
      `FerretDB cannot be provisioned either (it needs root on Debian, and Go): ${why}; set MONGO_URL or put a mongod on PATH`,
    );
  }
  say('mongo: provisioning FerretDB on PostgreSQL with DocumentDB instead (2 to 4 minutes, once)');
  const steps = [provide(postgresStep(), context), provide(ferretdbStep(), context)];
  const failed = (await Promise.allSettled(steps)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function main(wanted: readonly ServerName[]): Promise<void> {
  const cache = cacheDirectory();
  say(`cache: ${cache}`);
  const failures = await withLock(
    join(cache, 'lock'),
    async (lockFd) => {
      const context: CommandContext = { say, lockFd };
      const work: Readonly<Record<ServerName, () => Promise<void>>> = {
        redis: () => provideRedis(context),
        mongo: () => provideMongo(context),
        secantusdb: () => provide(secantusdbStep(), context),
        mlflow: () => provide(mlflowStep(), context),
      };
      const results = await Promise.allSettled(wanted.map((name) => work[name]()));
      return results.map((result) => (result.status === 'rejected' ? messageOf(result.reason) : undefined));
    },
    { onWait: (holder) => say(`another run is provisioning (${holder}), waiting for it`) },
  );
  for (const [index, name] of wanted.entries()) {
    const problem = failures[index] ?? missingServer(name);
    if (problem === undefined) {
      console.log(`${name.padEnd(10)} ready`);
    } else if (addressOf(name) !== undefined) {
      console.log(
        `${name.padEnd(10)} given as ${name.toUpperCase()}_URL; tests that break a server will not run: ${problem}`,
      );
    } else {
      console.log(`${name.padEnd(10)} MISSING: ${problem}`);
      process.exitCode = 1;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interruptCommands();
    say(`interrupted by ${signal}; what is half done will be started over next time`);
    process.exit(130);
  });
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !ALL.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`unknown server ${unknown.join(', ')}; known are ${ALL.join(', ')}`);
  process.exitCode = 2;
} else {
  await main(asked.length === 0 ? ALL : ALL.filter((name) => asked.includes(name)));
}

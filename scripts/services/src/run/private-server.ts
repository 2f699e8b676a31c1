import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeptProcess } from './kept-process.js';

/** A server of one's own, to stop, kill and start again. */
export interface PrivateServer {
  /** Its address; stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  /** The process that listens; 0 once stopped. Changes with `restart()`. */
  readonly pid: number;
  /**
   * Sends a signal to every process of the server. For SIGKILL (the default) and SIGTERM it resolves when they have
   * ended; SIGSTOP makes the server fall silent with its connections open until SIGCONT.
   */
  kill(signal?: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Starts it again on the same port and data, after stopping it in order if it still runs; resolves when it answers. */
  restart(): Promise<void>;
  /** Ends it and deletes its temporary directory. */
  stop(): Promise<void>;
}

/** Holds the id of the process that a server's temporary directory belongs to. */
export const OWNER_FILE = 'owner.pid';

/** A new temporary directory for one server. */
export function temporaryDirectory(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), `windrow-${name}-`));
  writeFileSync(join(directory, OWNER_FILE), String(process.pid));
  return directory;
}

/** What a private server is made of. */
export interface ServerParts {
  readonly url: string;
  readonly port: number;
  /** Where its data and logs lie. */
  readonly directory: string;
  /** Whether the directory stays when the server is stopped. */
  readonly keepDirectory?: boolean;
  /**
   * Starts the server's processes, adding each to `processes` as soon as it runs and the one that listens last;
   * resolves when the server answers.
   */
  readonly launch: (processes: KeptProcess[]) => Promise<void>;
}

/** Starts a server from its parts. If it does not start, nothing of it stays. */
export async function startPrivateServer(parts: ServerParts): Promise<PrivateServer> {
  let processes: KeptProcess[] = [];
  const discard = async (): Promise<void> => {
    await Promise.all(processes.map((one) => one.signal('SIGKILL')));
    if (parts.keepDirectory !== true) rmSync(parts.directory, { recursive: true, force: true, maxRetries: 5 });
    for (const one of processes) one.release();
    processes = [];
  };
  const launch = async (): Promise<void> => {
    try {
      await parts.launch(processes);
    } catch (error) {
      await discard();
      throw error;
    }
  };
  await launch();
  return {
    url: parts.url,
    port: parts.port,
    get pid() {
      return processes.at(-1)?.pid ?? 0;
    },
    kill: async (signal = 'SIGKILL') => {
      await Promise.all(processes.map((one) => one.signal(signal)));
    },
    restart: async () => {
      for (const one of processes.reverse()) await one.stop();
      processes = [];
      await launch();
    },
    stop: discard,
  };
}

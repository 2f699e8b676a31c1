import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server of one's own, to stop, kill and start again. */
export interface PrivateServer {
  /** Its address; stays the same over restarts. */
  readonly url: string;
  readonly port: number;
  /** The process that listens. Changes with `restart()`. */
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

/** A new temporary directory for one server. */
export function temporaryDirectory(name: string): string {
  return mkdtempSync(join(tmpdir(), `windrow-${name}-`));
}

/** Deletes a server's temporary directory. */
export function removeDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

import type { ServerName } from '../run/locate.js';

/** The name under which a test injects each server's address. */
export const URL_KEYS = {
  redis: 'redisUrl',
  mongo: 'mongoUrl',
  secantusdb: 'secantusdbUrl',
  mlflow: 'mlflowUrl',
} as const;

declare module 'vitest' {
  export interface ProvidedContext {
    /** `redis://…` of this run's Redis; undefined when there is none. */
    readonly redisUrl: string | undefined;
    /** `mongodb://…` of this run's MongoDB-wire server; undefined when there is none. */
    readonly mongoUrl: string | undefined;
    /** `mongodb://…` of this run's SecantusDB, a replica set of one; undefined when there is none. */
    readonly secantusdbUrl: string | undefined;
    /** `http://…` of this run's MLflow tracking server; undefined when there is none. */
    readonly mlflowUrl: string | undefined;
    /** A Python with MLflow's own client; undefined when there is none. */
    readonly mlflowPython: string | undefined;
    /** Why a server that this run asks for is missing, by its name. */
    readonly missingServers: Readonly<Partial<Record<ServerName, string>>>;
  }
}

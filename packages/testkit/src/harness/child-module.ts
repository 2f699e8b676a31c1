import type { ArtifactStore, ExperimentStore, JsonValue, TaskStore } from '@windrow/core';

/**
 * How another process opens the same data. Needed by every store whose capabilities say `durable`: the suite starts processes,
 * kills some of them, and looks at what is left.
 */
export interface ChildModule {
  /** `file:` URL of a module that exports what {@link ChildModuleExports} lists, for example `import.meta.url` of a file of its own. */
  readonly url: string;
  /** Handed to its functions; JSON, since it crosses a process boundary. */
  readonly options: JsonValue;
  /** Node options for the child, for example `['--import', 'tsx']` when the module is TypeScript. Default: those the suite itself needs. */
  readonly execArgv?: readonly string[];
}

/** What a {@link ChildModule} exports: the opener of each port whose suite is run. Each call opens a client of its own. */
export interface ChildModuleExports {
  openTaskStore?(options: JsonValue): Promise<TaskStore>;
  openExperimentStore?(options: JsonValue): Promise<ExperimentStore>;
  openArtifactStore?(options: JsonValue): Promise<ArtifactStore>;
}

import { WindrowError } from '@windrow/frame';

/** `ARTIFACT_NAME`: not a path of safe parts. */
export class ArtifactNameError extends WindrowError {
  readonly code = 'ARTIFACT_NAME';
  constructor(
    readonly artifact: string,
    readonly reason: string,
  ) {
    super(`${JSON.stringify(artifact)} cannot name an artifact: ${reason}.`);
  }
}

/** `ARTIFACT_MISSING`. */
export class ArtifactMissingError extends WindrowError {
  readonly code = 'ARTIFACT_MISSING';
  constructor(
    readonly owner: string,
    readonly artifact: string,
  ) {
    super(`${owner} has no artifact ${JSON.stringify(artifact)}. List its artifacts to see what is there.`);
  }
}

/** `ARTIFACT_CORRUPT`: size or SHA-256 differ from what was stored. */
export class ArtifactCorruptError extends WindrowError {
  readonly code = 'ARTIFACT_CORRUPT';
  constructor(
    readonly owner: string,
    readonly artifact: string,
    readonly reason: string,
  ) {
    super(`Artifact ${JSON.stringify(artifact)} of ${owner} is damaged: ${reason}. Run the task that made it again.`);
  }
}

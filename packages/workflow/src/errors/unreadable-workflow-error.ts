import { WindrowError, type WindrowErrorOptions } from '@windrow/core';

/** `WORKFLOW_UNREADABLE`: there is no workflow file to read. */
export class UnreadableWorkflowError extends WindrowError {
  readonly code = 'WORKFLOW_UNREADABLE';
  constructor(
    readonly file: string,
    readonly reason: string,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `The workflow file ${file} cannot be read: ${reason}. Name a file such as workflow.yaml; windrow init makes one.`,
      options,
    );
  }
}

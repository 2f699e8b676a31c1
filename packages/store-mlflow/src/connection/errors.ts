import { WindrowError, type WindrowErrorOptions } from '@windrow/core';

/** `MLFLOW_REFUSED`: the server understood and said no, for a reason that no other error of Windrow stands for. */
export class MlflowRefusedError extends WindrowError {
  readonly code = 'MLFLOW_REFUSED';
  constructor(
    readonly operation: string,
    readonly status: number,
    /** MLflow's own word, `RESOURCE_DOES_NOT_EXIST` for example; empty when the answer had none. */
    readonly errorCode: string,
    readonly reason: string,
  ) {
    super(
      `MLflow refused ${operation} (HTTP ${status}${errorCode === '' ? '' : `, ${errorCode}`}): ${reason || 'no reason was given'}. ` +
        'Check the call against the limits of this server.',
    );
  }
}

/** `MLFLOW_REPLY`: what came back is no answer of an MLflow server. Nothing of it was used. */
export class MlflowReplyError extends WindrowError {
  readonly code = 'MLFLOW_REPLY';
  constructor(
    readonly operation: string,
    readonly reason: string,
    options: WindrowErrorOptions = {},
  ) {
    super(
      `The answer to ${operation} is none of an MLflow server: ${reason}. Check the tracking URI and what stands before the server.`,
      options,
    );
  }
}

/** Whether an error is MLflow's refusal with one of these words. */
export function isRefusal(error: unknown, ...errorCodes: readonly string[]): error is MlflowRefusedError {
  if (!WindrowError.is(error, 'MLFLOW_REFUSED')) return false;
  return errorCodes.length === 0 || errorCodes.includes((error as MlflowRefusedError).errorCode);
}

export const NOT_FOUND = 'RESOURCE_DOES_NOT_EXIST';
export const EXISTS = 'RESOURCE_ALREADY_EXISTS';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A Python with MLflow's own client. It is started once: importing the client takes seconds. */
export interface Python {
  /**
   * Runs a program as MLflow's users write them: `mlflow`, `client`, `pyarrow` and `arg` (what was given) are there.
   *
   * @returns what the program assigned to `answer`
   */
  run<T>(program: string, arg: unknown): Promise<T>;
  stop(): Promise<void>;
}

const LOOP = `
import json, os, sys, tempfile, traceback, mlflow, pyarrow, pyarrow.ipc
mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
for line in sys.stdin:
    task = json.loads(line)
    scope = {"mlflow": mlflow, "client": client, "pyarrow": pyarrow, "os": os, "tempfile": tempfile, "arg": task["arg"], "answer": None}
    try:
        exec(task["program"], scope)
        reply = {"answer": scope["answer"]}
    except BaseException:
        reply = {"error": traceback.format_exc()}
    print("REPLY " + json.dumps(reply), flush=True)
`;

export function startPython(interpreter: string, trackingUri: string): Python {
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', GIT_PYTHON_REFRESH: 'quiet' };
  const child = spawn(interpreter, ['-c', LOOP, trackingUri], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    run: async <T>(program: string, arg: unknown) => {
      child.stdin.write(`${JSON.stringify({ program, arg })}\n`);
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        if (!line.value.startsWith('REPLY ')) continue;
        const { answer, error } = JSON.parse(line.value.slice('REPLY '.length)) as { answer: T; error?: string };
        if (error !== undefined) throw new Error(error);
        return answer;
      }
      throw new Error('Python ended before it answered.');
    },
    stop: async () => {
      child.stdin.end();
      await exit;
    },
  };
}

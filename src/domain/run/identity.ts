/** Who runs, on whose behalf: constant for a run. */
export interface RunIdentity {
  stateKeyTemplate: string;
  retarget: boolean;
  controllerRepository: string;
  /** The default branch's head when the run asked for it. */
  controllerSha: string;
  /** The commit that the run began with, when it is another: a job that runs again keeps the event of its first run. */
  controllerBegan: string | null;
  /** `owner/name` whose workflow runs. */
  runRepository: string;
  /** `user@host` of the machine it runs on, as terraform tells it. */
  host: string;
  runId: number;
  runAttempt: number;
  runUrl: string | null;
  serverUrl: string;
  /** Of OpenTelemetry, 32 hex digits; null: nothing is traced. */
  traceId: string | null;
  version: string;
}

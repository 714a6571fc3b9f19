/** Who runs, on whose behalf: constant for a run. */
export interface RunIdentity {
  stateKeyTemplate: string;
  retarget: boolean;
  controllerRepository: string;
  controllerSha: string;
  runId: number;
  runAttempt: number;
  runUrl: string | null;
  serverUrl: string;
  version: string;
}

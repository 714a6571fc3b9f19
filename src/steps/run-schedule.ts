import type { Schedule, Skip } from "../domain/run/schedule.ts";
import type { Deployment } from "../domain/model/deployment.ts";

/**
 * Runs a schedule to its end, at most `most` deployments at once.
 * @param work Must not throw; says whether the deployment succeeded.
 * @param skipped Is told of every deployment that will not run.
 * @param signal When it is aborted, nothing starts any more; what runs ends by its own signal.
 */
export async function runSchedule(
  schedule: Schedule,
  most: number,
  work: (deployment: Deployment) => Promise<boolean>,
  skipped: (skip: Skip) => void,
  signal: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const start = (deployment: Deployment) => {
    const run: Promise<void> = work(deployment).then((succeeded) => {
      running.delete(run);
      schedule.finished(deployment.id, succeeded).forEach(skipped);
    });
    running.add(run);
  };
  while (!schedule.isDone()) {
    if (signal.aborted) schedule.stop("the run was cancelled").forEach(skipped);
    else schedule.next(most).forEach(start);
    if (running.size > 0) await Promise.race(running);
  }
}

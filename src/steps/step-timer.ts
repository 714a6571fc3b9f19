import type { Step } from "../domain/report/report.ts";
import type { PlanPorts } from "./plan.ts";

/** Runs a step of a deployment: shows it while it runs, and adds it with its times to `steps`, whether it ends well or not. */
export function stepTimer(id: string, steps: Step[], { clock, log }: Pick<PlanPorts, "clock" | "log">) {
  return async <Answer>(name: Step["name"], run: () => Promise<Answer>): Promise<Answer> => {
    const startMs = clock.elapsed();
    log.running(id, name);
    try {
      return await run();
    } finally {
      steps.push({ name, startMs, endMs: clock.elapsed() });
    }
  };
}

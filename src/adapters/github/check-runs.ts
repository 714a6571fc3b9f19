import type { CheckRun, PullRequests } from "../../ports/pull-requests.ts";
import { asked, type GitHub, type RepositoryPath } from "./client.ts";

export const CHECK_NAME = "tf-orchestrator";
const ANNOTATIONS_PER_REQUEST = 50;

export function openCheckRuns(api: GitHub, at: RepositoryPath): Pick<PullRequests, "checkRun"> {
  let checkRunId: number | undefined;
  return {
    checkRun: async (run) => {
      const output = { title: run.title, summary: run.summary };
      const state = { status: run.status, ...(run.conclusion === undefined ? {} : { conclusion: run.conclusion }) };
      const batches = batchesOf(run.annotations, ANNOTATIONS_PER_REQUEST);
      for (const annotations of batches) {
        checkRunId = await writeCheckRun(api, at, checkRunId, run, { ...state, output: { ...output, annotations } });
      }
    },
  };
}

async function writeCheckRun(api: GitHub, at: RepositoryPath, id: number | undefined, run: CheckRun, body: object): Promise<number> {
  if (id !== undefined) {
    await asked("checks: write", () => api.rest.checks.update({ ...at, check_run_id: id, ...body }));
    return id;
  }
  const { data } = await asked("checks: write", () => api.rest.checks.create({ ...at, name: CHECK_NAME, head_sha: run.headSha, ...body }));
  return data.id;
}

/** At least one batch, so that a run without annotations is written too. */
function batchesOf<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

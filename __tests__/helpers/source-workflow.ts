import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import { ACTION_PROGRAM, CONTROLLER, SOURCE, type LightStage } from "./light-stage.ts";

/** Runs of the action in a source repository's own workflow. */
export interface SourceWorkflow {
  react(name: string, payload: unknown, inputs: Record<string, string>, repository?: string): Promise<ActionRun>;
  /** Removes what the runs left on the disk. */
  close(): Promise<void>;
}

/** The workflow has its own token for its own repository, and another one for the controller. */
export async function openSourceWorkflow(stage: LightStage): Promise<SourceWorkflow> {
  const controllerToken = await stage.github.createToken({ kind: "app", repositories: [CONTROLLER] });
  const runs: ActionRun[] = [];
  return {
    react: async (name, payload, inputs, repository = SOURCE) => {
      const run = await runAction({
        event: { name, payload },
        repository,
        sha: "0".repeat(40),
        serverUrl: stage.github.url,
        program: ACTION_PROGRAM,
        env: stage.aws.env,
        inputs: {
          "github-token": await stage.github.createToken({ kind: "actions", repositories: [repository] }),
          "controller-repository": CONTROLLER,
          "controller-token": controllerToken,
          ...inputs,
        },
      });
      runs.push(run);
      return run;
    },
    close: async () => {
      await Promise.all(runs.map(removeRun));
    },
  };
}

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { runToEnd } from "./run-to-end.ts";
import { goTool } from "./tools.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Jobs of workflows, run on this machine by `act` as a runner would: expressions, secrets, masks, main and post steps. */
export interface Act {
  run(job: ActJob): Promise<ActRun>;
  /** Removes what runs left on the disk. */
  close(): void;
}

export interface ActJob {
  event: { name: string; payload: unknown };
  /** A clone whose `origin` names the repository, at the commit of the run. */
  clone: string;
  /** Path in the clone. */
  workflow: string;
  job: string;
  actor: string;
  runId: number;
  secrets: Record<string, string>;
  variables: Record<string, string>;
  env: Record<string, string>;
  /** Actions that are not there: each is replaced by one that does nothing. act looks for them even where `if` skips their step. */
  otherActions: readonly string[];
}

export interface ActRun {
  exitCode: number | null;
  /** `if` of the job may have said no. */
  skipped: boolean;
  output: string;
}

/** @param program Run as `org/tf-orchestrator@v2` instead of the committed bundle, such as `src/index.ts`; null: the bundle. */
export function openAct(program: string | null): Act {
  const act = goTool("act");
  const folder = mkdtempSync(join(tmpdir(), "act-"));
  const action = join(folder, "tf-orchestrator");
  const stub = join(folder, "stub");
  writeAction(action, program);
  mkdirSync(stub);
  writeFileSync(join(stub, "action.yml"), 'name: stub\ndescription: stub\nruns: { using: composite, steps: [{ run: ":", shell: sh }] }\n');
  return {
    run: async (job) => {
      const home = join(folder, `run-${job.runId}`);
      mkdirSync(home);
      const eventFile = join(home, "event.json");
      writeFileSync(eventFile, JSON.stringify(job.event.payload));
      const env = { ...job.env, GITHUB_RUN_ID: String(job.runId) };
      const args = [
        job.event.name,
        ...["--eventpath", eventFile, "--workflows", job.workflow, "--job", job.job, "--actor", job.actor],
        ...["--defaultbranch", "main", "--platform", "ubuntu-latest=-self-hosted", "--no-cache-server"],
        ...["--local-repository", `org/tf-orchestrator@v2=${action}`],
        ...job.otherActions.flatMap((name) => ["--local-repository", `${name}=${stub}`]),
        ...pairs("--secret", job.secrets),
        ...pairs("--var", job.variables),
        ...pairs("--env", env),
      ];
      const ran = await runToEnd(act, args, job.clone, {
        // The action runs on the first node of PATH.
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`,
        HOME: home,
        XDG_CACHE_HOME: join(home, "cache"),
        GIT_CONFIG_NOSYSTEM: "1",
      });
      rmSync(home, { recursive: true, force: true });
      return { ...ran, skipped: !/Job (?:succeeded|failed)/.test(ran.output) && ran.exitCode === 0 };
    },
    close: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The files that a runner downloads of the action. @param program As of `openAct`. */
export function writeAction(folder: string, program: string | null): void {
  mkdirSync(join(folder, "dist"), { recursive: true });
  cpSync(join(ROOT, "action.yml"), join(folder, "action.yml"));
  if (program === null) cpSync(join(ROOT, "dist"), join(folder, "dist"), { recursive: true });
  else {
    writeFileSync(join(folder, "dist/package.json"), '{ "type": "module" }\n');
    writeFileSync(join(folder, "dist/index.js"), `await import(${JSON.stringify(pathToFileURL(program).href)});\n`);
  }
}

function pairs(option: string, values: Record<string, string>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

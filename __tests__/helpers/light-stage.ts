import { join } from "node:path";
import { storeIn } from "../../scripts/lab/store.ts";
import type { StateStore } from "../../src/ports/state-store.ts";
import type { FileContents, PullState } from "../../scripts/fake-github/client.ts";
import type { ActionRun } from "../../scripts/lab/action.ts";
import { CONTROLLER, openStage, SOURCE, STATE_BUCKET, type Stage, type StageSettings } from "../../scripts/lab/stage.ts";

export { CONTROLLER, SOURCE, STATE_BUCKET } from "../../scripts/lab/stage.ts";

export const ROOT = join(import.meta.dirname, "../..");
/** Terraform code without a cloud: it plans in a fifth of a second. */
export const LIGHT_CONTROLLER = join(ROOT, "__tests__/fixtures/light-controller");

/** More code for a controller: terraform takes seconds to plan it, while it holds the state's lock. */
export const SLOW_CODE = { "slow.tf": 'output "slow" {\n  value = sum([for a in range(600) : sum([for b in range(600) : a * b])])\n}\n' };

/** More code for a controller, which lets `sleep_seconds` of a thing make its apply last. A bundled rule wants no provisioners. */
export const SLEEPING_CODE = {
  "sleep_override.tf": `resource "terraform_data" "thing" {
  provisioner "local-exec" {
    command = "sleep \${try(each.value.sleep_seconds, 0)}"
  }
}
`,
  "deployment-rules.yaml": "provisioners: [local-exec]\n",
  "policy.yaml": `exceptions:
  - { rule: COM-044, deployments: ["*"], reason: An apply of these tests has to last, expires: 2099-12-31 }
`,
};

/** While developing, E2E_SOURCES=DIR runs the sources of DIR instead of the committed bundles. */
const sources = process.env.E2E_SOURCES ?? "";
export const ACTION_PROGRAM = sources === "" ? join(ROOT, "dist/index.js") : join(sources, "src/index.ts");
export const CLI_PROGRAM = sources === "" ? join(ROOT, "dist/cli/index.js") : join(sources, "src/cli.ts");

/** The Node that runs the command line; E2E_NODE=FILE is another one, for the bundle only. */
export const CLI_NODE = process.env.E2E_NODE ?? process.execPath;

/** A stage whose controller is the light one. */
export async function openLightStage(settings: Partial<StageSettings> = {}): Promise<LightStage> {
  const stage = await openStage({ controllerFolder: LIGHT_CONTROLLER, ...settings });
  const store = storeIn(stage.aws, STATE_BUCKET);
  const variants = new Map<string | undefined, Partial<Call>>();
  const call = (more: Call = {}): Call => {
    const variant = variants.get(more.sha);
    return { program: ACTION_PROGRAM, ...more, ...variant, inputs: { ...variant?.inputs, ...more.inputs } };
  };
  return {
    ...stage,
    store,
    run: async (action, number, more) => await stage.run(action, number, call(more)),
    validate: async (files, more = {}) => {
      const { base, ...rest } = more;
      proposals += 1;
      const { number } = await stage.propose({
        branch: `feature/${proposals}`,
        files: files as Record<string, string>,
        ...(base === undefined ? {} : { base }),
      });
      const run = await stage.run("validate", number, call(rest));
      return await seen(stage, number, run);
    },
    look: async (number, run) => await seen(stage, number, run),
    controllerAt: (sha) => variants.get(sha)?.repository ?? CONTROLLER,
    changeController: async (files) => {
      proposals += 1;
      const name = `${CONTROLLER}-${proposals}`;
      const { branches } = await stage.github.createRepository(name, {
        folder: settings.controllerFolder ?? LIGHT_CONTROLLER,
        files: { ...settings.controllerFiles, ...files },
      });
      const token = await stage.github.createToken({ kind: "app", repositories: [SOURCE, name] });
      const sha = branches.main ?? "";
      variants.set(sha, { repository: name, inputs: { "github-token": token, "source-token": token } });
      return sha;
    },
  };
}

let proposals = 0;

export type Call = NonNullable<Parameters<Stage["run"]>[2]>;

export interface LightStage extends Stage {
  /** `owner/name` of the controller that a commit of `changeController` is of. */
  controllerAt(sha: string): string;
  /** The state bucket. */
  store: StateStore;
  /** Opens a pull request with these files and validates it. */
  validate(files: Record<string, FileContents>, more?: Call & { base?: string }): Promise<Seen>;
  look(number: number, run: ActionRun): Promise<Seen>;
  /** Another controller with these files on top; a run that is given its commit as `sha` is a run of its workflow. */
  changeController(files: Record<string, FileContents>): Promise<string>;
}

/** A run and what people see of it. */
export interface Seen {
  run: ActionRun;
  pull: PullState;
  labels: string[];
  /** Body of the one comment, without its machine-readable first lines. */
  comment: string;
  verdict: string | undefined;
  exitCode: number | null;
}

async function seen(stage: Stage, number: number, run: ActionRun): Promise<Seen> {
  const pull = await stage.github.pull(SOURCE, number);
  return {
    run,
    pull,
    labels: pull.labels.map(({ name }) => name),
    comment: (pull.comments.at(-1)?.body ?? "").replace(/^(?:<!--.*-->\n)+/, ""),
    verdict: run.outputs.verdict,
    exitCode: run.exitCode,
  };
}

/** A tfvars file of the light controller at its usual place. `more` is HCL for the end of the file. */
export function lightFile(
  project: string,
  more = `things = {\n  "${project}" = { size = 1 }\n}`,
  account = "arj-wkld-a-prd",
): Record<string, string> {
  return { [`THINGS/${project}/${project}.tfvars`]: `account_name = "${account}"\nproject      = "${project}"\n${more}\n` };
}

/** A finding of the run's output `findings`, as far as tests look at it. */
export interface SeenFinding {
  rule: string;
  level: string;
  message: string;
  address?: string;
  location?: { file: string; line?: number };
}

export function findingsOf(run: ActionRun): SeenFinding[] {
  return JSON.parse(run.outputs.findings ?? "[]") as SeenFinding[];
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Delivery } from "../../scripts/lab/deliver.ts";
import { storeIn } from "../../scripts/lab/store.ts";
import type { Ran } from "../helpers/command-line.ts";
import {
  closeFirstDay,
  complaintsHere,
  complaintsOf,
  differences,
  firstPullRequest,
  openFirstDay,
  openWorkflows,
  STATES,
  type,
  type FirstDay,
} from "../helpers/first-day.ts";
import { ROOT } from "../helpers/light-stage.ts";
import { pathWithTofu, removeProgramFolders } from "../helpers/programs.ts";
import { commandsIn, sectionOf, withDifferences } from "../helpers/written-commands.ts";

const TIMEOUT_MS = 400_000;
const CONTROLLER = "org/tf-controller";
const SOURCE = "org/deployments";
const PLANS = "tf-orchestrator-plan";

let day: FirstDay | null = null;
let delivery: Delivery | null = null;
let page: string;

beforeAll(async () => {
  process.env.PATH = pathWithTofu();
  page = await readFile(join(ROOT, "docs/quick-start.md"), "utf8");
}, TIMEOUT_MS);

afterEach(async () => {
  delivery?.close();
  await closeFirstDay(day);
  delivery = day = null;
});

afterAll(removeProgramFolders);

/** A part of the quick start. */
function written(heading: string): string[] {
  return commandsIn(sectionOf(page, heading));
}

const FIRST_CHANGE = "### 5. The first pull request";

/** By the quick start, from its first command to those that make the first change. */
async function byThePage(walk: FirstDay): Promise<Ran | null> {
  const [all, last] = [written("## On GitHub"), written(FIRST_CHANGE)];
  expect(all.slice(-last.length)).toEqual(last);
  return await type(walk, withDifferences(all.slice(0, -last.length), differences(walk)));
}

/** By what init prints, for OpenTofu. */
async function byTheReadmes(walk: FirstDay): Promise<Ran | null> {
  const begin = written("### 1. The files").filter((command) => command.startsWith("npx tf-orchestrator init"));
  await type(
    walk,
    withDifferences(begin, {
      "this is with OpenTofu, and validations have an environment of their own": [
        /(?<=tf-orchestrator init .*)$/,
        ` --tool tofu --plan-environment ${PLANS}`,
      ],
    }),
  );
  const [controller = [], source = []] = await Promise.all(
    ["tf-controller", "deployments"].map(async (name) => commandsIn(await readFile(join(walk.folder, name, "README.md"), "utf8"))),
  );
  expect(controller.filter((command) => command.includes("terraform"))).toEqual([]);
  const pushed = controller.findIndex((command) => command.includes("git push")) + 1;
  const inFolders = [
    ...["cd ../tf-controller", ...controller.slice(0, pushed)],
    ...["cd ../deployments", ...source],
    ...["cd ../tf-controller", ...controller.slice(pushed), "cd ../tf-orchestrator"],
  ];
  return await type(walk, withDifferences(inFolders, differences(walk)));
}

describe.each([
  { tool: "terraform", by: "the quick start", go: byThePage, label: "Terraform", environmentNames: ["tf-orchestrator"] },
  { tool: "tofu", by: "the READMEs that init writes", go: byTheReadmes, label: "OpenTofu", environmentNames: ["tf-orchestrator", PLANS] },
] as const)("with $tool, by $by", ({ tool, go, label, environmentNames }) => {
  it(
    "from an empty organisation to the first applied pull request",
    async () => {
      day = await openFirstDay(tool, [CONTROLLER, SOURCE]);
      const { github, aws } = day;
      expect(complaintsOf(await go(day), 26)).toEqual(complaintsHere("GitHub App", "signing-key, verify-key", "roles"));

      const { environments } = await github.repository(CONTROLLER);
      const kept = Object.entries(environments).map(([name, { secrets, variables }]) => [
        name,
        Object.keys(secrets).sort(),
        Object.keys(variables).sort(),
      ]);
      expect(kept).toEqual([
        ...environmentNames.map((name) => [
          name,
          ["TF_APP_PRIVATE_KEY", "TF_SIGNING_KEY"],
          ["TF_APP_ID", "TF_STATE_BUCKET", "TF_STATE_REGION", "TF_VERIFY_KEY"],
        ]),
        ["tf-approval", [], []],
      ]);
      delivery = await openWorkflows(day, [SOURCE, CONTROLLER], CONTROLLER);
      await type(day, written(FIRST_CHANGE));
      await firstPullRequest(day, delivery, SOURCE, label);
      const state = await storeIn(aws, STATES).get("kms/my-dev/us-east-1/first/terraform.tfstate");
      expect(new TextDecoder().decode(state?.body)).toContain('"aws_kms_key"');
      expect(await github.openapiViolations()).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

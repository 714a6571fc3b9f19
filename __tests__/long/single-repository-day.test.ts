import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "@jest/globals";
import type { Delivery } from "../../scripts/lab/deliver.ts";
import { storeIn } from "../../scripts/lab/store.ts";
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
import { removeProgramFolders } from "../helpers/programs.ts";
import { commandsIn, withDifferences } from "../helpers/written-commands.ts";

const TIMEOUT_MS = 400_000;
const REPOSITORY = "org/infrastructure";

let day: FirstDay | null = null;
let delivery: Delivery | null = null;

afterEach(async () => {
  delivery?.close();
  await closeFirstDay(day);
});

afterAll(removeProgramFolders);

it(
  "one repository for both: from nothing to the first applied pull request, by the README that init writes",
  async () => {
    day = await openFirstDay("terraform", [REPOSITORY]);
    const { github, aws, folder } = day;
    await type(day, [
      `tf-orchestrator init single-repository ../infrastructure --controller ${REPOSITORY} --with-account my-dev=123456789012:development --approver alice --with-service kms --yes`,
      "cd ../infrastructure",
    ]);
    const readme = commandsIn(await readFile(join(folder, "infrastructure/README.md"), "utf8"));
    const commands = withDifferences(readme, differences(day));
    const change = commands.findIndex((command) => command.startsWith("git switch"));
    const doctor = await type(day, commands.slice(0, change));
    // What GitHub has of a repository alone: it needs no second one, and its App only opens pull requests.
    expect(complaintsOf(doctor, 20)).toEqual(complaintsHere("signing-key, verify-key", "roles"));
    expect(doctor?.stdout).toContain(`${REPOSITORY}: workflow on dev`);

    delivery = await openWorkflows(day, [REPOSITORY], REPOSITORY);
    await type(day, commands.slice(change));
    await firstPullRequest(day, delivery, REPOSITORY, "Terraform");
    const state = await storeIn(aws, STATES).get("kms/my-dev/us-east-1/first/terraform.tfstate");
    expect(new TextDecoder().decode(state?.body)).toContain('"aws_kms_key"');
    expect(await github.openapiViolations()).toEqual([]);
  },
  TIMEOUT_MS,
);

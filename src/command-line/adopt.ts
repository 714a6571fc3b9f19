import { readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openRecordedPlans } from "../adapters/terraform/recorded-plans.ts";
import { readPolicyFile } from "../domain/controller/policy-file.ts";
import { withExceptions } from "../domain/controller/policy-writing.ts";
import { refuseController } from "../domain/controller/yaml-file.ts";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { adoptionTable, adoptionVerdict } from "../render/terminal/adoption.ts";
import { adopt, type Adopting } from "../steps/adopt.ts";
import type { Change } from "../steps/change.ts";
import { ask, canAsk } from "./ask.ts";
import { connected, type Connected } from "./connected.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Writes the exceptions under which the plans of today pass. */
export async function runPolicies(options: Options, [what]: readonly string[]): Promise<ExitCode> {
  if (what !== "adopt")
    throw new ConfigurationError(
      `policies: got ${what === undefined ? "nothing" : JSON.stringify(what)}, expected tf-orchestrator policies adopt`,
    );
  const { json, yes } = options;
  if (!options["dry-run"] && !yes && (json || !canAsk()))
    throw new ConfigurationError("policies adopt: nobody can be asked here, expected --yes, or --dry-run to see what it would write");
  const expires = expiresOf(options.expires, new Date());
  return await connected(options, { role: "plan", quiet: json }, async (connection) => {
    const { change, ok } = await connection.change();
    if (!ok) return 2;
    const found = await adoptionFor(change, connection, options, expires);
    return await offered(found, change, connection, options);
  });
}

async function adoptionFor(
  change: Change,
  { tools, controller, log, signal }: Connected,
  options: Options,
  expires: string,
): Promise<Adopting> {
  const recorded = options.plans === undefined ? null : await openRecordedPlans(resolve(options.plans));
  const deployments = recorded === null ? change.deployments : change.deployments.filter((one) => recorded.has(one));
  if (recorded !== null) {
    const known = new Set(change.deployments.map(({ id }) => id));
    const strange = recorded.ids.filter((id) => !known.has(id));
    if (strange.length > 0)
      log.warning(
        `--plans: no deployment is called ${strange.slice(0, 5).join(", ")}${strange.length > 5 ? ` and ${strange.length - 5} more` : ""}; their plans are left out`,
      );
    const without = change.deployments.length - deployments.length;
    if (without > 0)
      log.warning(`--plans: ${without} of ${change.deployments.length} deployments have no plan there; nothing of them is adopted`);
  }
  const [terraform, { policies }, cost] = await Promise.all([
    recorded === null ? tools.terraform(controller, "plan") : recorded.terraform,
    tools.policies(controller),
    tools.cost(controller),
  ]);
  return await adopt(
    { ...change, deployments },
    controller.settings,
    { today: tools.clock.now(), expires, owner: options.owner ?? null },
    { ...cost, terraform, policies, clock: tools.clock, log, maxParallel: tools.maxParallel, signal },
  );
}

async function offered(found: Adopting, change: Change, { signal }: Connected, options: Options): Promise<ExitCode> {
  const { json, yes } = options;
  const { adoption, planned, failed, secrets } = found;
  const redact = createRedactor(secrets, change.identities);
  const folder = options["controller-dir"] ?? options["working-dir"];
  const file = join(folder, "policy.yaml");
  const table = redact(adoptionTable(adoption, failed));
  const code: ExitCode = failed.length > 0 || adoption.left.length > 0 ? 1 : 0;
  if (!json && table !== "") print(`${table}\n`);
  const wanted = adoption.added.length > 0 && !options["dry-run"];
  const agreed = wanted && (yes || (await ask(`Add ${adoption.added.length} exceptions to ${file}? Only yes does it: `, signal)) === "yes");
  if (agreed) await write(file, adoption.added);
  if (json) return printJson(jsonOf(found, agreed), code);
  if (wanted && !agreed) return print("Nothing was written.");
  return print(redact(adoptionVerdict(adoption, planned, { written: agreed, file })), code);
}

/** Beside the file first, so that no reader ever finds half of one. The file is read again: somebody may have written meanwhile. */
async function write(file: string, added: Adopting["adoption"]["added"]): Promise<void> {
  const before = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new ConfigurationError(`${file} cannot be read: ${messageOf(error)}`);
  });
  refuseController(readPolicyFile(before).findings);
  const after = withExceptions(before, added);
  refuseController(readPolicyFile(after).findings);
  await writeFile(`${file}.new`, after);
  await rename(`${file}.new`, file);
}

function jsonOf({ adoption: { added, needed, idle, ended, left }, planned, failed }: Adopting, written: boolean): object {
  const told = ({ rule, deployments, addresses, reason, expires, owner, location }: (typeof needed)[number]) => ({
    ...{ rule, deployments, addresses, reason, expires, owner },
    line: location.line ?? null,
  });
  return {
    added: added.map(({ deployment, ...exception }) => ({ ...exception, deployments: [deployment] })),
    still_needed: needed.map(told),
    no_longer_needed: idle.map(told),
    ended: ended.map(told),
    cannot_be_adopted: left.map(({ deployment, finding: { rule, address, message } }) => ({
      deployment,
      rule,
      address: address ?? null,
      message,
    })),
    failed: failed.map(({ deployment, why }) => ({ deployment, error: why })),
    summary: { plans: planned, added: added.length, written, action: "policies-adopt" },
  };
}

/** `--expires`: days from today, or the last day itself. */
function expiresOf(text: string, today: Date): string {
  const days = /^([1-9]\d{0,3})d$/.exec(text)?.[1];
  if (days !== undefined && Number(days) <= MOST_DAYS) return new Date(today.getTime() + Number(days) * DAY_MS).toISOString().slice(0, 10);
  const date = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  if (isDay && text >= today.toISOString().slice(0, 10)) return text;
  throw new ConfigurationError(
    `--expires: got ${JSON.stringify(text)}, expected days such as 90d, at most ${MOST_DAYS}d, or a date to come such as 2027-01-31`,
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Longer is no adoption, it is another rule. */
const MOST_DAYS = 730;

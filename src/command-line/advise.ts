import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openRecordedPlans } from "../adapters/terraform/recorded-plans.ts";
import { mappingFile } from "../domain/advise/mapping-file.ts";
import { splitOf } from "../domain/advise/split.ts";
import { accountOf, unknownAccount } from "../domain/controller/accounts.ts";
import { stateBucketOf } from "../domain/controller/state-key.ts";
import { evidenceOf } from "../domain/migrate/evidence.ts";
import { MAPPING_FILE, readMapping } from "../domain/migrate/mapping.ts";
import { managedIn, type ManagedInstance } from "../domain/migrate/state-parts.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import type { PlanJson } from "../domain/model/plan.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { adviceTable } from "../render/terminal/advice.ts";
import { advise, ADVICE_DAYS, UNMEASURED, type Advice } from "../steps/advise.ts";
import type { Change } from "../steps/change.ts";
import { connected, storeSettings, type Connected } from "./connected.ts";
import { readOld, type OldState } from "./migrate.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** Says which states are better two, and which two are better one. */
export async function runAdvise(options: Options, [name]: readonly string[]): Promise<ExitCode> {
  if (options.out !== undefined && name === undefined && options.deployment === undefined)
    throw new ConfigurationError("--out: expected STATE or --deployment ID beside it: a mapping is for one state");
  return await connected(options, { role: "plan", quiet: true, runsTerraform: false }, async (connection) => {
    const { change } = await connection.change();
    const advice =
      name === undefined
        ? await ofDeployments(change, connection, options)
        : ofState(await readOld(name, connection, options), change, connection.controller.settings.accounts, options);
    const written = await writeMapping(advice, options);
    const redact = createRedactor([], connection.controller.identities);
    if (options.json) return printJson(jsonOf(advice, written));
    const next =
      written === null ? [] : [`${written} has the mapping. Try it: ${migrateCommand(name, change.deployments[0], written, options)}`];
    return print(redact([adviceTable(advice, ADVICE_DAYS), ...next].join("\n\n")));
  });
}

async function ofDeployments({ deployments, discovery }: Change, { tools, controller }: Connected, options: Options): Promise<Advice> {
  const plans = options.plans === undefined ? null : await openRecordedPlans(resolve(options.plans));
  const noFiles = { tfvars: new Uint8Array(), references: new Map<string, Uint8Array>() };
  return await advise(
    {
      deployments,
      known: [...discovery.owners.values()],
      accounts: controller.settings.accounts,
      stateKeyTemplate: options["state-key"],
      named: options.deployment !== undefined,
    },
    {
      storeFor: tools.storeFor,
      clock: tools.clock,
      planOf: async (deployment): Promise<PlanJson | null> =>
        plans?.has(deployment) === true ? await plans.terraform.open(deployment, noFiles).show() : null,
    },
  );
}

/** A state that is no deployment's yet. */
function ofState(
  { name, project, body }: OldState,
  { discovery, context }: Change,
  accounts: readonly Account[],
  options: Options,
): Advice {
  const resources = managedIn(body);
  const account = accountFor(resources, accounts, options.account);
  const region = mostRegion(resources) ?? account.region;
  const split = splitOf({
    name,
    resources,
    of: { account, region, project, services: [] },
    accounts,
    stateKeyTemplate: context.stateKeyTemplate,
    deployments: [...discovery.owners.values()],
    measured: UNMEASURED,
  });
  return "why" in split ? { splits: [], kept: [{ name, why: split.why }], joins: [] } : { splits: [split], kept: [], joins: [] };
}

/** @throws ConfigurationError where neither the option nor the resources name one. */
function accountFor(resources: readonly ManagedInstance[], accounts: readonly Account[], wanted: string | undefined): Account {
  const found = wanted ?? [...new Set(resources.flatMap((resource) => evidenceOf(resource).account ?? []))].join(", ");
  const account = accountOf(accounts, found);
  if (account !== null) return account;
  throw new ConfigurationError(
    wanted === undefined
      ? `--account: missing, expected the account of the new states: the resources name ${found === "" ? "none" : found}`
      : `--account: ${unknownAccount(accounts, wanted)}`,
  );
}

function mostRegion(resources: readonly ManagedInstance[]): string | null {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const { region } = evidenceOf(resource);
    if (region !== null) counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** `--out`; null: nothing was to be written, or there is nothing to write. */
async function writeMapping({ splits: [split] }: Advice, { out }: Options): Promise<string | null> {
  if (out === undefined || split === undefined) return null;
  const text = mappingFile(split);
  // What migrate could not read must not be handed to anybody.
  readMapping([], { name: out, text });
  await writeFile(out, text, { flag: "wx" }).catch((error: unknown) => {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw new ConfigurationError(
      `--out: ${out} ${isThere ? "is there already, expected a new file" : `cannot be written: ${messageOf(error)}`}`,
    );
  });
  return out;
}

function migrateCommand(name: string | undefined, deployment: Deployment | undefined, mapping: string, options: Options): string {
  const state = name ?? (deployment === undefined ? "STATE" : placeOf(deployment, options));
  const folders = (["working-dir", "controller-dir", "state-store"] as const).flatMap((option) => {
    const value = options[option];
    return value === undefined || value === "." ? [] : [`--${option} ${value}`];
  });
  const isFound = resolve(mapping) === resolve(options["working-dir"], MAPPING_FILE);
  return ["tf-orchestrator migrate", state, ...(isFound ? [] : [`--mapping ${mapping}`]), ...folders].join(" ");
}

function placeOf({ stateKey, account }: Deployment, options: Options): string {
  const store = storeSettings(options["state-store"], resolve(options["controller-dir"] ?? options["working-dir"]));
  return store.kind === "file" ? join(store.directory, stateKey) : `s3://${stateBucketOf(store.bucket, account.id)}/${stateKey}`;
}

function jsonOf({ splits, kept, joins }: Advice, written: string | null): object {
  const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 100) / 10);
  return {
    splits: splits.map(({ name, resources, modularity, measured, parts, cuts }) => ({
      state: name,
      resources,
      modularity: Math.round(modularity * 1000) / 1000,
      plan_seconds: seconds(measured.planMs),
      apply_seconds: seconds(measured.applyMs),
      applies: measured.applies,
      parts: parts.map(({ id, addresses, planMs, applyMs }) => ({
        deployment: id,
        resources: addresses,
        expected_plan_seconds: seconds(planMs),
        expected_apply_seconds: seconds(applyMs),
      })),
      cuts: cuts.map(({ address, on }) => ({ address, on })),
    })),
    joins: joins.map(({ ids, together, changes, resources }) => ({ deployments: ids, together, pull_requests: changes, resources })),
    kept: kept.map(({ name, why }) => ({ state: name, why })),
    mapping: written,
  };
}

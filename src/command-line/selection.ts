import { resolve } from "node:path";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import type { Tools } from "../doors/connect.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";
import { discoverChange } from "../phases/discover.ts";
import type { Log } from "../ports/log.ts";
import type { Change, Controller } from "../steps/change.ts";
import type { Options } from "./options.ts";

/** Finds and checks the deployments that the options select. */
export async function selected(options: Options, tools: Tools, controller: Controller, log: Log): Promise<{ change: Change; ok: boolean }> {
  const files = changedFiles(options);
  const { change, ok } = await discoverChange({
    controller,
    source: {
      tree: openWorkTree(resolve(options["working-dir"])),
      changed: files?.map((path): ChangedFile => ({ path: path.replace(/^(?:\.\/)+/, ""), status: "modified" })) ?? null,
      repository: null,
      controllerRepository: null,
    },
    parse: await tools.parseTfvars(),
    stateKeyTemplate: options["state-key"],
    filters: { account: options.account ?? null, region: options.region ?? null, environment: options.environment ?? null },
    log,
  });
  if (ok) adviseOnNothing(log, change, options);
  const wanted = options.deployment;
  if (wanted === undefined) return { change, ok };
  const deployments = change.deployments.filter(({ id }) => id === wanted);
  if (deployments.length === 0)
    throw new ConfigurationError(`--deployment: got ${JSON.stringify(wanted)}, ${expectedOf(change.deployments.map(({ id }) => id))}`);
  return { change: { ...change, deployments }, ok };
}

/** Both options together; null: every tfvars. */
function changedFiles(options: Options): string[] | null {
  const list = options["changed-files"];
  if (list === undefined && options["changed-file"].length === 0) return null;
  return [...(list?.split(/\s+/).filter((path) => path !== "") ?? []), ...options["changed-file"]];
}

/** `expected one of …`, or that there is nothing to choose from. */
export function expectedOf(known: readonly string[]): string {
  return known.length === 0 ? "but there is none" : `expected one of ${known.join(", ")}`;
}

/** Says what was looked for, when there was nothing. */
function adviseOnNothing(log: Pick<Log, "warning">, change: Change, options: Options): void {
  if (change.deployments.length > 0) return;
  const folder = resolve(options["working-dir"]);
  const narrowed = NARROWING.filter((name) => options[name] !== undefined && options[name].length > 0);
  log.warning(
    narrowed.length === 0
      ? `${folder} holds no tfvars that is a deployment: expected *.tfvars files below it, each with an account and a service such as s3_buckets; --working-dir names another folder`
      : `no deployment below ${folder} fits ${narrowed.map((name) => `--${name}`).join(" ")}; tf-orchestrator discover lists all that there are`,
  );
}

const NARROWING = ["changed-files", "changed-file", "account", "region", "environment"] as const;

import { resolve } from "node:path";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import type { Tools } from "../doors/connect.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { managedCount, readState } from "../domain/state/file.ts";
import { lastGood, type AuditRecord } from "../domain/state/audit-record.ts";
import type { ChangedFile } from "../domain/model/source-tree.ts";
import { discoverChange } from "../phases/discover.ts";
import type { Log } from "../ports/log.ts";
import type { SourceTree } from "../ports/source.ts";
import { openAuditHistory } from "../steps/audit-history.ts";
import type { Change, Controller } from "../steps/change.ts";
import { bareDeployment, recordsOf, stateOf } from "../steps/found-state.ts";
import { lastApplied } from "../steps/last-applied.ts";
import type { Options } from "./options.ts";

/**
 * Finds and checks the deployments that the options select.
 * @param orphans Whether `--deployment` may name one of which no tfvars is left: it is taken as it was applied last.
 */
export async function selected(
  options: Options,
  tools: Tools,
  controller: Controller,
  log: Log,
  { orphans }: { orphans: boolean } = { orphans: false },
): Promise<{ change: Change; ok: boolean }> {
  const folder = openWorkTree(resolve(options["working-dir"]));
  // The list of changed files may ask for it, too.
  let entries: ReturnType<SourceTree["list"]> | undefined;
  const tree: SourceTree = { ...folder, list: async () => await (entries ??= folder.list()) };
  const files = await changedFiles(options, tree);
  const { change, ok } = await discoverChange({
    controller,
    source: {
      tree,
      changed: files?.map((path): ChangedFile => ({ path: withoutDot(path), status: "modified" })) ?? null,
      repository: null,
      controllerRepository: null,
    },
    parse: tools.parseTfvars,
    stateKeyTemplate: options["state-key"],
    filters: { account: options.account ?? null, region: options.region ?? null, environment: options.environment ?? null },
    log,
  });
  const wanted = options.deployment;
  const deployments = change.deployments.filter(({ id }) => wanted === undefined || id === wanted);
  if (wanted !== undefined && deployments.length === 0) {
    const orphan = orphans ? await orphanNamed(wanted, change, options, tools, controller) : null;
    // What is wrong with a file has been told; that file may be the one.
    if (orphan !== null) {
      log.line(
        `no tfvars below ${resolve(options["working-dir"])} is ${wanted}: taken as it was applied last, ${lastAppliedText(orphan.good)}`,
      );
      return { change: orphan.change, ok };
    }
  }
  if (ok) adviseOnNothing(log, change, options);
  if (wanted !== undefined && deployments.length === 0)
    throw new ConfigurationError(`--deployment: got ${JSON.stringify(wanted)}, ${expectedOf(change.deployments.map(({ id }) => id))}`);
  return { change: { ...change, deployments }, ok };
}

/**
 * A deployment whose state holds resources and that no tfvars describes any more.
 * @param change Everything that the working folder describes.
 * @returns null: there is no state with this id. @throws ConfigurationError when nobody can tell what was applied last.
 */
async function orphanNamed(
  id: string,
  { discovery }: Change,
  options: Options,
  tools: Pick<Tools, "storeFor" | "parseTfvars">,
  controller: Controller,
): Promise<{ change: Change; good: AuditRecord } | null> {
  const template = options["state-key"];
  const state = await stateOf(id, template, controller.settings.accounts, tools.storeFor).catch((error: unknown) => {
    if (error instanceof ConfigurationError) return null;
    throw error;
  });
  if (state === null || discovery.owners.has(state.stateKey)) return null;
  const object = await state.store.get(state.stateKey);
  if (object === null) return null;
  const file = readState(object.body);
  if (file.kind === "state" && managedCount(file) === 0)
    throw new ConfigurationError(`--deployment: ${id} has no tfvars, and its state holds no resources: it was destroyed`);
  const good = lastGood(await recordsOf(state, template, openAuditHistory()), id);
  if (good === null)
    throw new ConfigurationError(
      `--deployment: got ${JSON.stringify(id)}, which no tfvars is, and no audit record says what was applied last: bring its file back`,
    );
  const { change } = await lastApplied(good, bareDeployment(state, template), controller, template, tools.parseTfvars);
  const denied = change.findings.filter(({ level }) => level === "deny");
  if (denied.length > 0) throw new ConfigurationError(`--deployment: what was applied last as ${id} breaks a check by now:`, denied);
  return { change, good };
}

/** `2026-11-21 06:54 from org/dev#7` */
function lastAppliedText({ timestamp, metadata: { repository, pull_request: number } }: AuditRecord): string {
  const from = repository === null || number === null ? "" : ` from ${repository}#${number}`;
  return `${timestamp.slice(0, 16).replace("T", " ")}${from}`;
}

/** Both options together; null: every tfvars. */
async function changedFiles(options: Options, tree: SourceTree): Promise<string[] | null> {
  const list = options["changed-files"];
  if (list === undefined && options["changed-file"].length === 0) return null;
  return [...(list === undefined ? [] : await pathsIn(list, tree)), ...options["changed-file"]];
}

/** The words of a space-separated list. Several that are a file's path only together are one: names may hold spaces. */
async function pathsIn(list: string, tree: SourceTree): Promise<string[]> {
  const parts = list.trim().split(/(\s+)/);
  if (parts.length === 1) return parts.filter((word) => word !== "");
  const files = new Set((await tree.list()).map(({ path }) => path));
  const paths: string[] = [];
  for (let at = 0; at < parts.length;) {
    // A word, a word with its neighbour, and so on. `parts` has the space between them, too.
    const longer = Array.from({ length: MOST_WORDS }, (_, more) => parts.slice(at, at + 2 * more + 1).join(""));
    const words =
      Math.max(
        longer.findIndex((path) => files.has(withoutDot(path))),
        0,
      ) + 1;
    paths.push(longer[words - 1] ?? "");
    at += 2 * words;
  }
  return paths;
}

/** More than any name has. */
const MOST_WORDS = 20;

function withoutDot(path: string): string {
  return path.replace(/^(?:\.\/)+/, "");
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

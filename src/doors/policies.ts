import { join } from "node:path";
import { childEnvironment } from "../adapters/child-environment.ts";
import { writeBelow } from "../adapters/own-folder.ts";
import { loadBundledPolicies } from "../adapters/policies/bundled.ts";
import type { KnownRule } from "../domain/plan/checkov-findings.ts";
import { openExtraPolicies } from "../adapters/policies/opa-command.ts";
import { readAsset } from "../assets.ts";
import { OWN_CHECKS_FOLDER, type CheckovSettings } from "../domain/controller/checkov.ts";
import { checkPolicyNames } from "../domain/controller/policy-names.ts";
import { refuseController } from "../domain/controller/yaml-file.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { format } from "../domain/model/finding.ts";
import { BUILT_IN_RULES } from "../domain/report/built-in-rules.ts";
import { sha256Hex } from "../domain/text/canonical-json.ts";
import type { Policies } from "../ports/policies.ts";
import type { Controller } from "../steps/change.ts";
import type { ToolSettings } from "./connect.ts";

/** All that judges plans, and a digest of what it judges by. */
export interface ConnectedPolicies {
  /** The bundled rules, the team's own, and Checkov. */
  policies: Policies[];
  sha256: string;
}

/** Opens the layers that the controller asks for. @throws ConfigurationError where one of them is not there or does not take its rules. */
export async function connectPolicies(settings: ToolSettings, controller: Controller): Promise<ConnectedPolicies> {
  const { policy } = controller.settings;
  const wasm = await readAsset("policies.wasm");
  const bundled = await loadBundledPolicies(wasm, policy.parameters, policy.profile);
  const { wrong, idle } = checkPolicyNames(policy, { ...bundled.description, builtIn: BUILT_IN_RULES });
  refuseController(wrong);
  for (const exception of idle) settings.log.warning(format(exception));
  const [extra, checkov] = await Promise.all([
    policy.folders.length === 0 ? null : connectOwnRego(settings, controller),
    policy.checkov === null ? null : connectCheckov(policy.checkov, bundled.description.rules, settings, controller),
  ]);
  if (checkov === null && controller.checkovPolicies.size > 0)
    settings.log.warning(`${OWN_CHECKS_FOLDER} is not read: policy.yaml does not turn Checkov on (checkov: true)`);
  const judgedBy = [wasm, ...[...controller.policies].flat(), ...(checkov?.judgedBy ?? [])];
  return {
    policies: [bundled, ...(extra === null ? [] : [extra]), ...(checkov === null ? [] : [checkov.policies])],
    sha256: sha256Hex(judgedBy.map((part) => sha256Hex(part)).join("\n")),
  };
}

async function connectOwnRego(settings: ToolSettings, controller: Controller): Promise<Policies> {
  const { environment, runDirectory, signal } = settings;
  const { folders, namespaces, parameters } = controller.settings.policy;
  const directory = join(runDirectory, "policies");
  await writeBelow(directory, controller.policies);
  const program = settings.opaVersion === null ? "opa" : await fetchedOpa(settings.opaVersion, settings);
  return await openExtraPolicies({
    program,
    settingPrefix: settings.settingPrefix,
    env: childEnvironment(environment),
    directory,
    folders: foldersIn(folders, controller.policies),
    namespaces,
    parameters,
    signal,
  });
}

async function fetchedOpa(version: string, { opaDownloadUrl, runDirectory }: ToolSettings): Promise<string> {
  const { fetchOpa } = await import(/* webpackMode: "eager" */ "../adapters/download.ts");
  return await fetchOpa(version, opaDownloadUrl, runDirectory);
}

/** What Checkov gets of the environment: where programs are, and nothing by which it could call anybody. */
const OF_ENVIRONMENT = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT"];

async function connectCheckov(
  rules: CheckovSettings,
  known: readonly KnownRule[],
  { environment, runDirectory, checkovVersion, settingPrefix, signal }: ToolSettings,
  controller: Controller,
): Promise<{ policies: Policies; judgedBy: (string | Uint8Array)[] }> {
  const [{ openCheckov }, { installCheckov }] = await Promise.all([
    import(/* webpackMode: "eager" */ "../adapters/policies/checkov.ts"),
    import(/* webpackMode: "eager" */ "../adapters/policies/checkov-install.ts"),
  ]);
  const checkov = await openCheckov({
    command: checkovVersion === null ? ["checkov"] : await installCheckov(checkovVersion, environment, signal, settingPrefix),
    settingPrefix,
    env: Object.fromEntries(Object.entries(childEnvironment(environment)).filter(([name]) => OF_ENVIRONMENT.includes(name))),
    directory: join(runDirectory, "checkov"),
    settings: rules,
    ownChecks: new Map([...controller.checkovPolicies].map(([path, bytes]) => [path.slice(OWN_CHECKS_FOLDER.length), bytes])),
    rules: known,
    signal,
  });
  return { policies: checkov, judgedBy: [checkov.version, JSON.stringify(rules), ...[...controller.checkovPolicies].flat()] };
}

/** @throws ConfigurationError for a folder of policy.yaml without any policy: a typing slip must not open the gate. */
function foldersIn(folders: readonly string[], files: ReadonlyMap<string, Uint8Array>): string[] {
  const names = folders.map((folder) => folder.replace(/\/+$/, ""));
  const empty = names.filter((name) => ![...files.keys()].some((path) => path.startsWith(`${name}/`) && path.endsWith(".rego")));
  if (empty.length > 0)
    throw new ConfigurationError(
      empty.map((name) => `policy.yaml: policy: folder ${name} of the controller holds no .rego file`).join("\n"),
    );
  return names;
}

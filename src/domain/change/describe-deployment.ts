import { posix } from "node:path";
import { accountOf, accountsInPath, mayDeploy, unknownAccount } from "../controller/accounts.ts";
import type { ControllerSettings } from "../controller/files.ts";
import type { Account, Deployment } from "../model/deployment.ts";
import { environmentName } from "../controller/environments.ts";
import { sentence, type Finding, type Location } from "../model/finding.ts";
import { regionOf, unknownRegion } from "../controller/regions.ts";
import { resourcesOf, serviceObjects, servicesOf } from "../controller/services.ts";
import { deploymentIdOf, servicePart, stateKeyOf } from "../controller/state-key.ts";
import { get, type Position, type TfValue, type Tfvars } from "../model/tfvars.ts";

/** What a deployment is judged by, besides its own file. */
export interface DescribeContext {
  settings: ControllerSettings;
  stateKeyTemplate: string;
  /** `owner/name` of the source repository; null on the command line. */
  repository: string | null;
  /** `owner/name` of the controller repository; null on the command line. */
  controllerRepository: string | null;
}

/** Everything that a tfvars file says about itself, or what keeps it from being a deployment. `references` is still empty. */
export function describeDeployment(tfvars: Tfvars, context: DescribeContext): { deployment: Deployment | null; findings: Finding[] } {
  const { settings } = context;
  const findings: Finding[] = [];
  const account = accountFor(tfvars, settings, findings);
  if (account === null) return { deployment: null, findings };
  if (!mayDeploy(account, context.repository, context.controllerRepository)) {
    const message = `${context.repository ?? ""} may not deploy to account ${account.name}`;
    findings.push(
      problem(
        "repository",
        { file: tfvars.file },
        message,
        "An owner of the controller repository adds it to the account's repositories in accounts.yaml.",
      ),
    );
  }
  const region = regionFor(tfvars, account, settings, findings);
  const project = projectFor(tfvars, findings);
  const environment = environmentFor(tfvars, account, findings);
  if (region === null || project === null || environment === null) return { deployment: null, findings };

  const services = servicesOf(tfvars, settings.services);
  const resources = resourcesOf(tfvars, settings.services);
  const [resource] = resources;
  const made = stateKeyOf(context.stateKeyTemplate, {
    service: servicePart(services),
    account: account.name,
    region,
    project,
    environment,
    account_id: account.id,
    resource: resources.length === 1 && resource !== undefined ? resource.slice(resource.indexOf(".") + 1) : null,
  });
  if ("problems" in made) {
    findings.push(
      ...made.problems.map((message) =>
        problem("state-key", { file: tfvars.file }, message, "Rename it, or choose another template of state keys."),
      ),
    );
  }
  if ("problems" in made || findings.length > 0) return { deployment: null, findings };
  const deployment: Deployment = {
    id: deploymentIdOf(made.key),
    stateKey: made.key,
    file: tfvars.file,
    account,
    region,
    project,
    environment,
    services,
    owner: textAt(tfvars, "owner") ?? tagOf(tfvars, "owner") ?? account.owner,
    team: textAt(tfvars, "team") ?? tagOf(tfvars, "team"),
    resources,
    references: [],
  };
  return { deployment, findings };
}

interface Said {
  key: string;
  text: string;
  location: Location;
}

/** Top-level values under some keys. Anything but text (or a number, for ids) is a finding; null is the same as nothing. */
function saidAtTop(tfvars: Tfvars, keys: readonly string[], rule: string, findings: Finding[]): Said[] {
  const said: Said[] = [];
  for (const key of keys) {
    const value = get(tfvars, key);
    if (value === undefined || value.kind === "null") continue;
    const location = locationOf(tfvars, value.at);
    if (value.kind === "string") said.push({ key, text: value.value, location });
    else if (value.kind === "number" && key.endsWith("_id")) said.push({ key, text: String(value.value), location });
    else findings.push(problem(rule, location, `${key}: got a ${value.kind}, expected text`, "Write it in quotes."));
  }
  return said;
}

/** The values of one key in the objects of the service maps, each once. */
function saidInEntries(tfvars: Tfvars, key: string, settings: ControllerSettings): Said[] {
  const said = new Map<string, Said>();
  for (const object of serviceObjects(tfvars, settings.services)) {
    const value: TfValue | undefined = get(object, key);
    if (value?.kind !== "string") continue;
    const same = value.value.trim().toLowerCase();
    if (!said.has(same)) said.set(same, { key, text: value.value, location: locationOf(tfvars, value.at) });
  }
  return [...said.values()];
}

function accountFor(tfvars: Tfvars, settings: ControllerSettings, findings: Finding[]): Account | null {
  const wrong = findings.length;
  const rule = "discovery-account";
  const top = saidAtTop(tfvars, ["account_name", "account_id", "account_key"], rule, findings);
  const inEntries = saidInEntries(tfvars, "account_key", settings);
  const said = top.length > 0 ? top : inEntries;
  const accounts = said.map(({ key, text, location }) => {
    const account = accountOf(settings.accounts, text);
    if (account === null)
      findings.push(
        problem(
          rule,
          location,
          `${key}: ${unknownAccount(settings.accounts, text)}`,
          "Add the account to accounts.yaml, or correct the name.",
        ),
      );
    return account;
  });
  // Entries that name another known account would be made in the wrong place.
  const strays = top.length > 0 ? inEntries.filter(({ text }) => isOther(accountOf(settings.accounts, text), accounts)) : [];
  for (const { key, text, location } of strays) {
    findings.push(
      problem(
        rule,
        location,
        `${key}: got ${JSON.stringify(text)}, but the file is for ${said[0]?.text ?? ""}`,
        "One file deploys to one account: split it.",
      ),
    );
  }
  if (findings.length > wrong) return null;
  const [account] = accounts;
  if (account !== undefined && account !== null) {
    const other = accounts.findIndex((each) => each?.id !== account.id);
    const disagreeing = said[other];
    if (disagreeing === undefined) return account;
    const message = `${disagreeing.key}: got ${JSON.stringify(disagreeing.text)}, but ${said[0]?.key ?? ""} is ${JSON.stringify(said[0]?.text)}`;
    findings.push(problem(rule, disagreeing.location, message, "One file deploys to one account: let the two agree, or split the file."));
    return null;
  }
  const inPath = accountsInPath(settings.accounts, tfvars.file);
  if (inPath.length === 1 && inPath[0] !== undefined) return inPath[0];
  const message =
    inPath.length > 1 ? `the path names ${inPath.length} accounts: ${inPath.map(({ name }) => name).join(", ")}` : "account: missing";
  findings.push(problem(rule, { file: tfvars.file, line: 1 }, message, 'Add account_name = "…" with a name of accounts.yaml.'));
  return null;
}

function isOther(account: Account | null, than: readonly (Account | null)[]): boolean {
  return account !== null && !than.some((each) => each?.id === account.id);
}

function regionFor(tfvars: Tfvars, account: Account, settings: ControllerSettings, findings: Finding[]): string | null {
  const wrong = findings.length;
  const rule = "discovery-region";
  const top = saidAtTop(tfvars, ["region", "aws_region", "region_code"], rule, findings);
  const said = top.length > 0 ? top : saidInEntries(tfvars, "region_code", settings);
  const regions = new Map<string, Said>();
  for (const each of said) {
    const region = regionOf(each.text);
    if (region === null) findings.push(problem(rule, each.location, `${each.key}: ${unknownRegion(each.text)}`, ""));
    else if (!regions.has(region)) regions.set(region, each);
  }
  if (regions.size > 1) {
    const list = [...regions.values()]
      .map(({ key, text, location }) => `${key} ${JSON.stringify(text)} in line ${location.line ?? 1}`)
      .join(", ");
    const last = [...regions.values()].at(-1);
    findings.push(
      problem(
        rule,
        last?.location ?? { file: tfvars.file },
        `names ${regions.size} regions: ${list}`,
        'One file deploys to one region: split it, or add region = "…" at the top.',
      ),
    );
  }
  if (findings.length > wrong) return null;
  return [...regions.keys()][0] ?? account.region;
}

/** In lower case, as the state key has it. */
function projectFor(tfvars: Tfvars, findings: Finding[]): string | null {
  const wrong = findings.length;
  const said = saidAtTop(tfvars, ["project", "project_name"], "discovery-project", findings);
  if (findings.length > wrong) return null;
  const names = new Set(said.map(({ text }) => text.trim().toLowerCase()));
  if (names.size > 1) {
    const list = said.map(({ key, text }) => `${key} ${JSON.stringify(text)}`).join(", ");
    findings.push(
      problem("discovery-project", said[1]?.location ?? { file: tfvars.file }, `names two projects: ${list}`, "Keep one of the two."),
    );
    return null;
  }
  const [name] = names;
  if (name !== undefined) return name;
  const folder = posix.basename(posix.dirname(tfvars.file));
  if (folder !== "" && folder !== ".") return folder.trim().toLowerCase();
  findings.push(
    problem(
      "discovery-project",
      { file: tfvars.file, line: 1 },
      "project: missing, and the file is in no folder that could name it",
      'Add project = "…".',
    ),
  );
  return null;
}

function environmentFor(tfvars: Tfvars, account: Account, findings: Finding[]): string | null {
  const wrong = findings.length;
  const [said] = saidAtTop(tfvars, ["environment"], "discovery-environment", findings);
  if (findings.length > wrong) return null;
  if (said === undefined || environmentName(said.text) === account.environment) return account.environment;
  const message = `environment: got ${JSON.stringify(said.text)}, but account ${account.name} is ${JSON.stringify(account.environment)} in accounts.yaml`;
  findings.push(
    problem("discovery-environment", said.location, message, "Let the two agree, or deploy to an account of that environment."),
  );
  return null;
}

function textAt(of: Tfvars | TfValue, key: string): string | null {
  const value = get(of, key);
  return value?.kind === "string" && value.value.trim() !== "" ? value.value.trim() : null;
}

/** `Owner` of `tags = { Owner = "…" }`, whatever the case of the key. */
function tagOf(tfvars: Tfvars, name: string): string | null {
  for (const { key, value } of tfvars.entries) {
    if (!/^(common_|default_)?tags$/.test(key) || value.kind !== "map") continue;
    const tag = value.entries.find((entry) => entry.key.toLowerCase() === name);
    if (tag !== undefined) return textAt(value, tag.key);
  }
  return null;
}

function locationOf(tfvars: Tfvars, at: Position): Location {
  return { file: tfvars.file, line: at.line, column: at.column };
}

/** A finding on a file that is no deployment as it stands: nobody can override it. */
export function problem(rule: string, location: Location, message: string, remediation: string): Finding {
  return {
    rule,
    level: "deny",
    severity: "high",
    message: remediation === "" ? message : sentence(message),
    remediation,
    location,
    overridable: false,
  };
}

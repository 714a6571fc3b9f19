import { budgetProblems } from "../cost/budget.ts";
import { costSettingsOf, type CostSettings } from "../cost/settings.ts";
import { isSameLogin } from "../model/person.ts";
import { z } from "zod";
import type { ApprovalRule } from "../approvals/rule.ts";
import { approvalFindings, approvalRulesOf, APPROVALS } from "./approval-rules.ts";
import type { Account } from "../model/deployment.ts";
import type { CodeRules } from "./code-rules.ts";
import { environmentName, type DeletionRule, type Environment } from "./environments.ts";
import type { Finding, Location } from "../model/finding.ts";
import { didYouMean } from "../text/nearest.ts";
import type { OwnerRule } from "../state/ownership.ts";
import { NOTIFICATIONS, targetFindings, targetsOf, type NotificationTarget } from "./notifications.ts";
import { POLICY, policyOf } from "./policy-file.ts";
import type { PolicySettings } from "./policy-settings.ts";
import { expectedRegion, regionOf, unknownRegion } from "./regions.ts";
import { ROLLOUT, rolloutFindings, rolloutOf } from "./rollout-rule.ts";
import { isStateKeyPart, STATE_KEY_PART } from "./state-key.ts";
import { checked, controllerFinding, dotted, readYaml, refuseController, type YamlFile } from "./yaml-file.ts";

/** What the controller repository says: who may deploy where, who may override, in which order, under which policy. */
export interface ControllerSettings {
  /** Unique by id and by name, in file order. */
  accounts: Account[];
  /** Whose states some deployments are, by rule; of others the first repository that applied them. */
  owners: OwnerRule[];
  defaultTags: ReadonlyMap<string, string>;
  /** By region name. */
  vpcInterfaceEndpoints: ReadonlyMap<string, string>;
  approvers: SpecialApprover[];
  /** By name, lower case. */
  environments: ReadonlyMap<string, Environment>;
  /** Environments in the order in which the parts of one branch wait for each other; empty: they do not. */
  stages: string[];
  /** Whose approval a change needs besides, by what it does. */
  approvalRules: ApprovalRule[];
  /** From 1: how many people must approve a change of the controller's own files, where deployments lie beside them. */
  controllerApprovals: number;
  /** Branch of the environments that name none. */
  defaultBranch: string;
  dependencies: DependencyRule[];
  /** Top-level tfvars key → service, beyond the built-in ones. */
  services: ReadonlyMap<string, string>;
  /** Account ids that ARNs may name besides the deployment's own. */
  trustedAccounts: string[];
  /** What the Terraform code may do that runs with files nobody has reviewed. */
  codeRules: CodeRules;
  policy: PolicySettings;
  /** How costs are estimated; missing: they are not. */
  cost?: CostSettings;
  /** Reviewers see how likely an apply fails, as far as history tells; missing: they do not. */
  risk?: true;
  /** Who is told of what. */
  notifications: NotificationTarget[];
}

export interface SpecialApprover {
  /** GitHub login. */
  github: string;
  /** Lower case. */
  environments: string[];
}

/** Whether a login is on the list of special approvers, for one environment or, without it, for any. */
export function isSpecialApprover(login: string, approvers: readonly SpecialApprover[], environment?: string): boolean {
  return approvers.some(
    ({ github, environments }) => isSameLogin(github, login) && (environment === undefined || environments.includes(environment)),
  );
}

/** Deployments that match `deployment` start after all that match one of `after`. Globs over ids. */
export interface DependencyRule {
  deployment: string;
  after: string[];
  location: Location;
}

/** The files that are read, in the root of the controller repository. */
export const CONTROLLER_FILES = [
  "accounts.yaml",
  "special-approvers.yaml",
  "approvers-config.yaml",
  "deployment-rules.yaml",
  "policy.yaml",
  "notifications.yaml",
] as const;

/** When deployment-rules.yaml lists no environments. A listed one takes what it leaves out from here. */
const DEFAULT_ENVIRONMENTS: ReadonlyMap<string, { branch: string; deletions: DeletionRule }> = new Map([
  ["production", { branch: "prod", deletions: "block" }],
  ["staging", { branch: "stage", deletions: "warn" }],
  ["development", { branch: "dev", deletions: "warn" }],
]);

const text = z.string().trim().min(1, "expected some text");
const accountId = z.string().regex(/^\d{12}$/, "expected the 12 digits of an AWS account");
const branch = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9][\w.-]*(\/[\w-][\w.-]*)*$/, "expected the name of a branch");
const glob = text.max(300);

const repository = z.string().regex(/^[\w.*?-]+\/[\w.*?-]+$/, "expected owner/name, where * stands for anything");

const roleArn = z.string().regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "expected arn:aws:iam::<12 digits>:role/<name>");

const ACCOUNTS = z.strictObject({
  accounts: z.record(
    z.string().regex(/^\d{12}$/, "expected the 12 digits of an AWS account, in quotes"),
    z.strictObject({
      account_name: z.string().refine(isStateKeyPart, `expected ${STATE_KEY_PART}`),
      environment: text,
      region: z.string().refine((region) => regionOf(region) !== null, { error: (issue) => expectedRegion(String(issue.input)) }),
      role_arn: roleArn.optional(),
      plan_role_arn: roleArn.optional(),
      owner: text.optional(),
      repositories: z.array(repository).optional(),
    }),
  ),
  owners: z
    .array(
      z.strictObject({
        deployments: z.array(glob).min(1, "expected at least one glob"),
        repositories: z.array(repository).min(1, "expected at least one repository"),
      }),
    )
    .optional(),
  default_tags: z.record(z.string(), z.string()).optional(),
  vpc_interface_endpoints: z.record(z.string(), z.string()).optional(),
});

const APPROVERS = z.strictObject({
  special_approvers: z.array(
    z.strictObject({
      github: z.string().regex(/^[A-Za-z0-9][\w-]{0,99}$/, "expected a GitHub login, without @"),
      environments: z.array(text).min(1, "expected at least one environment"),
    }),
  ),
});

const approvals = z.int("expected a whole number from 1 up").min(1, "expected a whole number from 1 up").max(100);

const providerSource = z
  .string()
  .max(200)
  .regex(/^(?:[\w.-]+(?::\d{1,5})?\/)?[\w-]+\/[\w-]+$/, "expected a provider's source such as hashicorp/aws");
const typeGlob = z
  .string()
  .max(200)
  .regex(/^[\w*?-]+$/, "expected a type such as external, where * stands for anything");

const EXPECTED_DURATION = "expected minutes, hours or days such as 30m, 6h or 1d";

const RULES = z.strictObject({
  environments: z
    .record(
      z.string(),
      z
        .strictObject({
          branch: branch.optional(),
          deletions: z.enum(["block", "warn", "allow"]).optional(),
          min_approvals: approvals.optional(),
          hand_merges: z.enum(["gate", "trust"]).optional(),
          drift: z
            .strictObject({
              every: z
                .string()
                .regex(/^[1-9]\d{0,3}[mhd]$/, EXPECTED_DURATION)
                .optional(),
              remediate: z.enum(["none", "safe", "all"]).optional(),
              issues: z.enum(["environment", "deployment"]).optional(),
              notify: z.array(z.string()).optional(),
            })
            .optional(),
          rollout: ROLLOUT.optional(),
        })
        .nullable(),
    )
    .optional(),
  stages: z.array(text).min(2, "expected at least two environments").optional(),
  approvals: APPROVALS.optional(),
  controller_approvals: approvals.optional(),
  default_branch: branch.optional(),
  dependencies: z.array(z.strictObject({ deployment: glob, after: z.array(glob).min(1, "expected at least one glob") })).optional(),
  services: z
    .record(z.string(), z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, "expected a service in lower case, such as msk"))
    .optional(),
  trusted_accounts: z.array(accountId).optional(),
  providers: z.array(providerSource).optional(),
  data_sources: z.strictObject({ allow: z.array(typeGlob).optional(), deny: z.array(typeGlob).optional() }).optional(),
  provisioners: z.array(z.enum(["local-exec", "remote-exec", "file"])).optional(),
});

/**
 * Reads the controller's YAML files.
 * @param files Contents by path, as far as the files exist; others than CONTROLLER_FILES are not looked at.
 * @param found What is wrong with the repository already.
 * @throws ConfigurationError with everything that is wrong in all of them, each with file and line.
 */
export function readControllerFiles(files: ReadonlyMap<string, string>, found: readonly Finding[] = []): ControllerSettings {
  const findings = [...found];
  const read = <Schema extends z.ZodType>(file: string, schema: Schema): { yaml: YamlFile; value: z.output<Schema> | null } => {
    const yaml = readYaml(file, files.get(file) ?? "");
    const result = checked(yaml, schema);
    findings.push(...result.findings);
    return { yaml, value: result.value };
  };

  const rules = read("deployment-rules.yaml", RULES);
  const environments = environmentsOf(rules.value ?? {});
  findings.push(...environmentFindings(rules.yaml, rules.value));
  if (rules.value !== null) findings.push(...stageFindings(rules.yaml, rules.value, environments));
  // A broken list of environments is one problem, not one more for each name that it does not know.
  const known = rules.value === null ? null : environments;

  if (!files.has("accounts.yaml")) {
    findings.push(controllerFinding({ file: "accounts.yaml" }, "missing, expected a list of the accounts that may be deployed to"));
  }
  const accounts = files.has("accounts.yaml") ? read("accounts.yaml", ACCOUNTS) : null;
  if (accounts?.value) findings.push(...accountFindings(accounts.yaml, accounts.value, known));

  const approversFile = files.has("approvers-config.yaml") ? "approvers-config.yaml" : "special-approvers.yaml";
  if (files.has("approvers-config.yaml") && files.has("special-approvers.yaml")) {
    findings.push(controllerFinding({ file: "approvers-config.yaml" }, "special-approvers.yaml is there too, expected one of the two"));
  }
  const approvers = files.has(approversFile) ? read(approversFile, APPROVERS) : null;
  if (approvers?.value) findings.push(...approverFindings(approvers.yaml, approvers.value, known));

  const policy = read("policy.yaml", POLICY);
  if (policy.value !== null)
    findings.push(...budgetProblems(policy.yaml, policy.value.parameters ?? {}, known, policy.value.cost !== undefined));

  const notifications = read("notifications.yaml", NOTIFICATIONS);
  const listed = accounts?.value ? accountsOf(accounts.value) : null;
  for (const [name, rule] of Object.entries(rules.value?.environments ?? {})) {
    const path = ["environments", name, "rollout"];
    if (rule?.rollout !== undefined) findings.push(...rolloutFindings(rules.yaml, path, rule.rollout, environmentName(name), listed));
  }
  findings.push(...approvalFindings(rules.yaml, rules.value?.approvals, known, listed));
  if (notifications.value !== null && rules.value !== null)
    findings.push(...driftNotifyFindings(rules.yaml, rules.value, targetsOf(notifications.value)));
  if (notifications.value !== null)
    findings.push(...targetFindings(notifications.yaml, notifications.value, { environments: known, accounts: listed }));
  refuseController(findings);

  return {
    accounts: accountsOf(accounts?.value),
    owners: accounts?.value?.owners ?? [],
    defaultTags: new Map(Object.entries(accounts?.value?.default_tags ?? {})),
    vpcInterfaceEndpoints: new Map(Object.entries(accounts?.value?.vpc_interface_endpoints ?? {})),
    approvers: (approvers?.value?.special_approvers ?? []).map(({ github, environments: names }) => ({
      github,
      environments: names.map(environmentName),
    })),
    environments,
    stages: (rules.value?.stages ?? []).map(environmentName),
    approvalRules: approvalRulesOf(rules.value?.approvals, rules.yaml),
    controllerApprovals: rules.value?.controller_approvals ?? 2,
    defaultBranch: rules.value?.default_branch ?? "main",
    dependencies: (rules.value?.dependencies ?? []).map((rule, index) => ({
      ...rule,
      location: rules.yaml.locate(["dependencies", index]),
    })),
    services: new Map(Object.entries(rules.value?.services ?? {})),
    trustedAccounts: rules.value?.trusted_accounts ?? [],
    codeRules: {
      providers: rules.value?.providers ?? null,
      dataSources: { allow: rules.value?.data_sources?.allow ?? [], deny: rules.value?.data_sources?.deny ?? [] },
      provisioners: rules.value?.provisioners ?? [],
    },
    policy: policyOf(policy.value ?? {}, policy.yaml),
    ...costSettingsOf(policy.value?.cost),
    ...(policy.value?.risk === true ? { risk: true } : {}),
    notifications: targetsOf(notifications.value),
  };
}

function accountsOf(value: z.output<typeof ACCOUNTS> | null | undefined): Account[] {
  return Object.entries(value?.accounts ?? {}).map(([id, account]) => ({
    id,
    name: account.account_name.trim(),
    environment: environmentName(account.environment),
    region: regionOf(account.region) ?? account.region,
    roleArn: account.role_arn ?? null,
    planRoleArn: account.plan_role_arn ?? null,
    owner: account.owner ?? null,
    repositories: account.repositories ?? [],
  }));
}

function accountFindings(
  yaml: YamlFile,
  value: z.output<typeof ACCOUNTS>,
  environments: ReadonlyMap<string, Environment> | null,
): Finding[] {
  const findings: Finding[] = [];
  const names = new Map<string, string>();
  for (const [id, account] of Object.entries(value.accounts)) {
    const at = (key: string, message: string) => {
      const path = ["accounts", id, key];
      findings.push(controllerFinding(yaml.locate(path), `${dotted(path)}: ${message}`));
    };
    const name = account.account_name.trim().toLowerCase();
    const twin = names.get(name);
    if (twin !== undefined)
      at("account_name", `${JSON.stringify(account.account_name)} is the name of account ${twin} too, expected each name once`);
    names.set(name, id);
    if (/^\d{12}$/.test(name)) at("account_name", `${JSON.stringify(account.account_name)} looks like an account id, expected a name`);
    for (const key of ["role_arn", "plan_role_arn"] as const) {
      const roleAccount = account[key]?.split(":")[4];
      if (roleAccount !== undefined && roleAccount !== id) at(key, `the role is of account ${roleAccount}, expected one of ${id}`);
    }
    if (account.plan_role_arn !== undefined && account.plan_role_arn === account.role_arn)
      at("plan_role_arn", "is the role of role_arn, expected one that may only read");
    if (environments !== null && !environments.has(environmentName(account.environment)))
      at("environment", unknownEnvironment(account.environment, environments));
  }
  for (const region of Object.keys(value.vpc_interface_endpoints ?? {})) {
    const path = ["vpc_interface_endpoints", region];
    if (regionOf(region) === null) findings.push(controllerFinding(yaml.locate(path), `${dotted(path)}: ${unknownRegion(region)}`));
  }
  return findings;
}

function approverFindings(
  yaml: YamlFile,
  value: z.output<typeof APPROVERS>,
  environments: ReadonlyMap<string, Environment> | null,
): Finding[] {
  const findings: Finding[] = [];
  const logins = new Set<string>();
  for (const [index, approver] of value.special_approvers.entries()) {
    const path = ["special_approvers", index];
    const at = (key: PropertyKey[], message: string) =>
      findings.push(controllerFinding(yaml.locate([...path, ...key]), `${dotted([...path, ...key])}: ${message}`));
    const login = approver.github.toLowerCase();
    if (logins.has(login)) at(["github"], `${JSON.stringify(approver.github)} is listed above, expected each person once`);
    logins.add(login);
    for (const [place, name] of approver.environments.entries()) {
      if (environments !== null && !environments.has(environmentName(name)))
        at(["environments", place], unknownEnvironment(name, environments));
    }
  }
  return findings;
}

function environmentFindings(yaml: YamlFile, value: z.output<typeof RULES> | null): Finding[] {
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const name of Object.keys(value?.environments ?? {})) {
    const path = ["environments", name];
    const plain = environmentName(name);
    const at = (message: string) => findings.push(controllerFinding(yaml.locate(path), `${dotted(path)}: ${message}`));
    if (!isStateKeyPart(plain)) at(`expected ${STATE_KEY_PART}`);
    if (names.has(plain)) at("is listed above in other letters, expected each environment once");
    names.add(plain);
  }
  return findings;
}

function stageFindings(yaml: YamlFile, { stages }: z.output<typeof RULES>, environments: ReadonlyMap<string, Environment>): Finding[] {
  const names = (stages ?? []).map(environmentName);
  return names.flatMap((name, index) => {
    const at = (message: string) => [controllerFinding(yaml.locate(["stages", index]), `${dotted(["stages", index])}: ${message}`)];
    if (!environments.has(name)) return at(unknownEnvironment(name, environments));
    return names.indexOf(name) < index ? at(`got ${JSON.stringify(name)} again, expected each environment once`) : [];
  });
}

/** Targets that `drift.notify` names must be there, and ask for drift. */
function driftNotifyFindings(yaml: YamlFile, { environments }: z.output<typeof RULES>, targets: readonly NotificationTarget[]): Finding[] {
  const names = targets.filter(({ events }) => events.includes("drift")).map(({ name }) => name);
  const known = names.length === 0 ? "and none has" : `which are ${names.join(", ")}`;
  return Object.entries(environments ?? {}).flatMap(([environment, rule]) =>
    (rule?.drift?.notify ?? []).flatMap((name, index) => {
      const path = ["environments", environment, "drift", "notify", index];
      if (names.includes(name)) return [];
      const message = `got ${JSON.stringify(name)}, expected a target of notifications.yaml whose events have drift, ${known}${didYouMean(name, names)}`;
      return [controllerFinding(yaml.locate(path), `${dotted(path)}: ${message}`)];
    }),
  );
}

function environmentsOf(rules: Partial<z.output<typeof RULES>>): Map<string, Environment> {
  const listed = rules.environments ?? Object.fromEntries([...DEFAULT_ENVIRONMENTS.keys()].map((name) => [name, null]));
  return new Map(
    Object.entries(listed).map(([written, rule]) => {
      const name = environmentName(written);
      const usual = DEFAULT_ENVIRONMENTS.get(name);
      const environment: Environment = {
        name,
        branch: rule?.branch ?? usual?.branch ?? rules.default_branch ?? "main",
        deletions: rule?.deletions ?? usual?.deletions ?? "warn",
        minApprovals: rule?.min_approvals ?? 1,
        handMerges: rule?.hand_merges ?? "gate",
        drift: {
          everyMs: durationOf(rule?.drift?.every),
          remediate: rule?.drift?.remediate ?? "none",
          issues: rule?.drift?.issues ?? "environment",
          notify: rule?.drift?.notify ?? null,
        },
        rollout: rolloutOf(rule?.rollout),
      };
      return [name, environment];
    }),
  );
}

/** `30m`, `6h`, `1d` as milliseconds; nothing is 0. */
function durationOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const minutes = { m: 1, h: 60, d: 24 * 60 }[text.at(-1) as "m" | "h" | "d"];
  return Number(text.slice(0, -1)) * minutes * 60_000;
}

function unknownEnvironment(name: string, environments: ReadonlyMap<string, Environment>): string {
  const known = [...environments.keys()];
  return `got ${JSON.stringify(name)}, expected one of ${known.join(", ")}${didYouMean(environmentName(name), known)}`;
}

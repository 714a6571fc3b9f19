import { lockedProviders } from "../controller/provider-lock.ts";
import { APP_PERMISSIONS } from "./app-manifest.ts";
import type { Account } from "../model/deployment.ts";
import type { ToolName } from "../model/tool.ts";
import type { Retention } from "../state/retention.ts";
import type { SetupStep } from "./steps.ts";

/** One thing that `doctor` looked at. */
export interface CheckLine {
  about: string;
  /** `not looked at`: nothing is known, and nothing is said to be right. */
  state: "ok" | "warning" | "wrong" | "not looked at";
  said: string;
  /** What to do; "" where nothing is to be done. */
  remedy: string;
}

/** Whether somebody has to see to something. */
export function isHealthy(lines: readonly CheckLine[]): boolean {
  return lines.every(({ state }) => state !== "wrong");
}

/** What GitHub lacks of what setup would make. */
export function setupLines(steps: readonly SetupStep[]): CheckLine[] {
  return steps.map(({ action, repository, what, detail, optional }): CheckLine => {
    const state = optional === true ? "warning" : "wrong";
    const about = `${repository}: ${what}`;
    if (action === "keep") return { about, state: "ok", said: detail, remedy: "" };
    if (action === "by hand") return { about, state, said: detail, remedy: "" };
    const said = action === "create" ? "missing or too weak" : `not as it must be: ${detail}`;
    return { about, state, said, remedy: "tf-orchestrator setup github makes it so" };
  });
}

export interface FoundWorkflow {
  branch: string;
  /** Texts of the files in .github/workflows. */
  texts: string[];
}

/** The controller's workflow must be on the default branch: `repository_dispatch` starts it there. */
export function controllerWorkflowLine(repository: string, { branch, texts }: FoundWorkflow): CheckLine {
  const about = `${repository}: workflow on ${branch}`;
  const missing = ["tf-validate", "tf-merge", "tf-apply"].filter(
    (type) => !texts.some((text) => text.includes("repository_dispatch") && text.includes(type)),
  );
  if (missing.length === 0) return { about, state: "ok", said: "answers tf-validate, tf-merge and tf-apply", remedy: "" };
  return {
    about,
    state: "wrong",
    said: `no workflow answers repository_dispatch of ${missing.join(", ")}`,
    remedy: `commit the controller's workflow to ${branch}`,
  };
}

/** A source's workflow must be on the default branch (comments) and on each environment's branch (all else). */
export function sourceWorkflowLines(repository: string, workflows: readonly FoundWorkflow[]): CheckLine[] {
  return workflows.map(({ branch, texts }): CheckLine => {
    const about = `${repository}: workflow on ${branch}`;
    return rings(texts)
      ? { about, state: "ok", said: "tells the controller", remedy: "" }
      : { about, state: "wrong", said: "no workflow has phase: dispatch", remedy: `commit the source's workflow to ${branch}` };
  });
}

/**
 * One repository with both parts: its default branch answers what each environment's branch and itself dispatch.
 * @param onDefault The default branch. @param others The environments' branches, as far as they are others.
 */
export function ownWorkflowLines(repository: string, onDefault: FoundWorkflow, others: readonly FoundWorkflow[]): CheckLine[] {
  const answer = controllerWorkflowLine(repository, onDefault);
  const remedy = (branch: string) =>
    `commit the workflow of ${onDefault.branch} to ${branch}, too: events of its pull requests run from there`;
  return [
    answer.state === "ok" && !rings(onDefault.texts)
      ? {
          ...answer,
          state: "wrong",
          said: "no workflow has phase: dispatch",
          remedy: `give the workflow on ${onDefault.branch} a job with it`,
        }
      : answer,
    ...others.map(({ branch, texts }): CheckLine => {
      const about = `${repository}: workflow on ${branch}`;
      return rings(texts)
        ? { about, state: "ok", said: `dispatches to ${onDefault.branch}`, remedy: "" }
        : { about, state: "wrong", said: "no workflow has phase: dispatch", remedy: remedy(branch) };
    }),
  ];
}

function rings(texts: readonly string[]): boolean {
  return texts.some((text) => /^\s*phase:\s*["']?(?:dispatch|auto)\b/m.test(text));
}

/** Which roles accounts.yaml names. */
export function roleLines(accounts: readonly Account[]): CheckLine[] {
  return accounts.flatMap(({ name, roleArn, planRoleArn }): CheckLine[] => {
    const about = `accounts.yaml: ${name}`;
    if (roleArn !== null && planRoleArn === null)
      return [
        {
          about,
          state: "warning",
          said: "no plan_role_arn: unreviewed files are planned with the role that applies",
          remedy: "name a role that may only read",
        },
      ];
    return [{ about, state: "ok", said: roleArn === null ? "no role: the job's own identity" : "two roles", remedy: "" }];
  });
}

/**
 * @param text The controller's lock file; null: there is none.
 * @param platform Of this machine, such as `linux_amd64`.
 */
export function lockFileLine(text: string | null, tool: ToolName, platform: string): CheckLine {
  const about = ".terraform.lock.hcl";
  const locked = lockedProviders(text ?? "");
  const remedy = `${tool} providers lock${[...new Set(["linux_amd64", platform])].map((each) => ` -platform=${each}`).join("")}, and commit the file`;
  if (locked.length === 0)
    return {
      about,
      state: "warning",
      said: text === null ? "missing: each run takes the newest providers" : "locks no provider",
      remedy: `${tool} init -backend=false, then ${remedy}`,
    };
  // Checksums do not name their platform. A registry gives those of all its packages (zh); of a package that was unpacked somewhere there is one (h1).
  const ofOne = locked.filter(({ hashes }) => !hashes.some((hash) => hash.startsWith("zh:")) && hashes.length < 2);
  if (ofOne.length > 0)
    return {
      about,
      state: "warning",
      said: `${ofOne.map(({ provider }) => provider).join(", ")}: checksums of at most one platform, perhaps not of ${platform}`,
      remedy,
    };
  return { about, state: "ok", said: locked.map(({ provider, version }) => `${provider} ${version}`).join(", "), remedy: "" };
}

/** @param granted To the App's installation on a repository, as GitHub names them. */
export function appLine(repository: string, granted: Readonly<Record<string, string | undefined>>): CheckLine {
  const about = `${repository}: GitHub App`;
  const missing = Object.entries(APP_PERMISSIONS).filter(([name, wanted]) => {
    const level = granted[name];
    return level === undefined || (wanted === "write" && level === "read");
  });
  if (missing.length === 0) return { about, state: "ok", said: "installed, with the permissions that it needs", remedy: "" };
  return {
    about,
    state: "wrong",
    said: `installed without ${missing.map(([name, level]) => `${name}: ${level}`).join(", ")}`,
    remedy: "grant them in the App's settings, and accept them in those of its installation",
  };
}

/**
 * What the command line cannot see, because only a job has the App's key, the keys of the records and GitHub's own token.
 * @param controller `owner/name` @param repositories With the controller: one alone needs no App.
 */
export function jobOnlyLines(controller: string, repositories: readonly string[], accounts: readonly Account[]): CheckLine[] {
  const remedy = `gh workflow run doctor.yml --repo ${controller}`;
  const line = (about: string, what: string): CheckLine => ({ about, state: "not looked at", said: `only a job sees ${what}`, remedy });
  return [
    ...(new Set(repositories).size > 1 ? [line("GitHub App", "where it is installed, with which permissions")] : []),
    line("signing-key, verify-key", "whether they are a pair"),
    ...(accounts.some(({ roleArn }) => roleArn !== null) ? [line("roles", "whether GitHub's own token may assume them")] : []),
  ];
}

/** The keys of the records, as a run has them. */
export interface CheckupKeys {
  /** The verify key that belongs to the signing key; null: there is no signing key. */
  own: string | null;
  /** Those that open a gate. */
  accepted: readonly string[];
}

export function keyLine({ own, accepted }: CheckupKeys): CheckLine {
  const about = "signing-key, verify-key";
  const remedy = "tf-orchestrator setup github makes a pair; the workflow hands both over";
  if (own === null) return { about, state: "wrong", said: "no signing key: nothing can be merged or applied", remedy };
  return accepted.includes(own)
    ? { about, state: "ok", said: "a pair", remedy: "" }
    : { about, state: "wrong", said: "the verify key is of another signing key: no record of this run would open a gate", remedy };
}

/** GitHub's clock allows a minute; signatures for AWS five. */
const MOST_SKEW_S = 60;

/** @param offSeconds How far this machine is behind GitHub. */
export function clockLine(offSeconds: number): CheckLine {
  const about = "clock";
  if (Math.abs(offSeconds) <= MOST_SKEW_S) return { about, state: "ok", said: `as GitHub's, to within ${MOST_SKEW_S} s`, remedy: "" };
  return {
    about,
    state: "wrong",
    said: `${Math.abs(offSeconds)} s ${offSeconds > 0 ? "behind" : "ahead of"} GitHub's`,
    remedy: "let the machine keep time (NTP)",
  };
}

/** What a bucket says of itself; null: it may not be asked. */
export interface BucketFacts {
  region: string | null;
  isVersioned: boolean | null;
  isEncrypted: boolean | null;
  isClosed: boolean | null;
  /** After how many days its lifecycle rules remove what: objects, or versions that were replaced. */
  expiries: { days: number; prefix: string; of: "objects" | "replaced versions" }[] | null;
}

/** @param region Where it is expected; null: anywhere. */
export function bucketLines(bucket: string, facts: BucketFacts, region: string | null, retention: Retention): CheckLine[] {
  const line = (what: string, fact: boolean | null, said: string, not: string, remedy: string): CheckLine => {
    const about = `s3://${bucket}: ${what}`;
    if (fact === null) return { about, state: "not looked at", said: "these credentials may not ask", remedy: "" };
    return fact ? { about, state: "ok", said, remedy: "" } : { about, state: "wrong", said: not, remedy };
  };
  const early = facts.expiries === null ? null : earlyExpiries(facts.expiries, retention);
  return [
    line(
      "region",
      facts.region === null ? null : region === null || facts.region === region,
      facts.region ?? "",
      `is ${facts.region ?? ""}, expected ${region ?? ""}`,
      "correct the region (AWS_REGION, state-region)",
    ),
    line("versioning", facts.isVersioned, "on", "off: a state that is overwritten is gone", "switch versioning on"),
    line("encryption", facts.isEncrypted, "on", "no default encryption", "set default encryption"),
    line("public access", facts.isClosed, "blocked", "not all four blocks of public access are on", "block public access"),
    line(
      "lifecycle",
      early === null ? null : early.length === 0,
      facts.expiries?.length === 0 ? "no object expires" : "no object expires early",
      (early ?? []).join("; "),
      "correct the lifecycle rules (docs/configuration.md has some)",
    ),
  ];
}

/** What expires before its time, in words. States never may; what one look replaces by the next always. */
function earlyExpiries(expiries: NonNullable<BucketFacts["expiries"]>, { backupDays, auditDays }: Retention): string[] {
  return expiries.flatMap(({ days, prefix, of }) => {
    const what = `${of} below ${JSON.stringify(prefix)} expire after ${days} days`;
    if (of === "replaced versions")
      return days < backupDays ? [`${what}, expected at least the ${backupDays} days of backup-retention-days`] : [];
    if (/^(?:backups|failed)\//.test(prefix))
      return days < backupDays ? [`${what}, expected at least the ${backupDays} days of backup-retention-days`] : [];
    if (/^(?:audit-logs|records)\//.test(prefix))
      return days < auditDays ? [`${what}, expected at least the ${auditDays} days of audit-retention-days`] : [];
    if (/^(?:drift|probes)\//.test(prefix)) return [];
    return [`${what}: states must stay`];
  });
}

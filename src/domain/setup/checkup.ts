import { lockedProviders } from "../controller/provider-lock.ts";
import type { Account } from "../model/deployment.ts";
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
  return steps.map(({ action, repository, what, detail }): CheckLine => {
    const about = `${repository}: ${what}`;
    if (action === "keep") return { about, state: "ok", said: detail, remedy: "" };
    if (action === "by hand") return { about, state: "wrong", said: detail, remedy: "" };
    const said = action === "create" ? "missing or too weak" : `not as it must be: ${detail}`;
    return { about, state: "wrong", said, remedy: "tf-orchestrator setup github makes it so" };
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
    return texts.some((text) => /^\s*phase:\s*["']?(?:dispatch|auto)\b/m.test(text))
      ? { about, state: "ok", said: "tells the controller", remedy: "" }
      : { about, state: "wrong", said: "no workflow has phase: dispatch", remedy: `commit the source's workflow to ${branch}` };
  });
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

/** @param text The controller's lock file; null: there is none. */
export function lockFileLine(text: string | null): CheckLine {
  const about = ".terraform.lock.hcl";
  const locked = lockedProviders(text ?? "");
  if (locked.length > 0)
    return { about, state: "ok", said: locked.map(({ provider, version }) => `${provider} ${version}`).join(", "), remedy: "" };
  return {
    about,
    state: "warning",
    said: text === null ? "missing: each run takes the newest providers" : "locks no provider",
    remedy: "terraform init -backend=false, then terraform providers lock -platform=linux_amd64, and commit the file",
  };
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
  /** The shortest expiry of objects that a lifecycle rule sets, with what it is for; "none": there is none. */
  expiry: { days: number; prefix: string } | "none" | null;
}

/** @param region Where it is expected; null: anywhere. */
export function bucketLines(bucket: string, facts: BucketFacts, region: string | null): CheckLine[] {
  const line = (what: string, fact: boolean | null, said: string, not: string, remedy: string): CheckLine => {
    const about = `s3://${bucket}: ${what}`;
    if (fact === null) return { about, state: "not looked at", said: "these credentials may not ask", remedy: "" };
    return fact ? { about, state: "ok", said, remedy: "" } : { about, state: "wrong", said: not, remedy };
  };
  const { expiry } = facts;
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
      expiry === null ? null : expiry === "none" || expiry.days >= LEAST_EXPIRY_DAYS,
      expiry === "none" ? "no object expires" : "no object expires early",
      expiry === null || expiry === "none"
        ? ""
        : `objects below "${expiry.prefix}" expire after ${expiry.days} days: states, records and audit records must stay`,
      `let nothing expire within ${LEAST_EXPIRY_DAYS} days, and states never`,
    ),
  ];
}

/** The shortest retention that the product itself has by default, of backups. */
const LEAST_EXPIRY_DAYS = 30;

import { SPLITS, type Split } from "./domain/change/branch-parts.ts";
import { SECRET_NAME } from "./domain/controller/notifications.ts";
import { readYaml } from "./domain/controller/yaml-file.ts";
import { isObject } from "./domain/text/json-values.ts";
import { OPA_DOWNLOAD_URL, TERRAFORM_DOWNLOAD_URL, TOFU_DOWNLOAD_URL } from "./domain/run/download-urls.ts";
import type { Environment } from "./adapters/child-environment.ts";
import { platformName } from "./adapters/terraform/tool.ts";
import { ConfigurationError } from "./domain/model/errors.ts";
import { USUAL_RETENTION } from "./domain/state/retention.ts";
import { TOOL_NAMES, toolProblem, type ToolName } from "./domain/model/tool.ts";
import type { HandInputs } from "./domain/run/hand-request.ts";
import { MOST_PARTS } from "./domain/run/partition.ts";
import { isPhaseName, PHASE_NAMES, type PhaseName } from "./domain/run/phase-names.ts";

/** The action's `with:` values as settings. Tokens and keys are in here: never print it. */
export interface Inputs {
  phase: PhaseName | "auto";
  githubToken: string;
  /** Falls back to `githubToken`. */
  sourceToken: string;
  /** `owner/name`; null: this repository. */
  controllerRepository: string | null;
  /** Falls back to `githubToken`. */
  controllerToken: string;
  app: { id: string; privateKey: string } | null;
  mergeMethod: "merge" | "squash" | "rebase";
  controllerDirectory: string | null;
  sourceDirectory: string | null;
  stateBucket: string | null;
  stateRegion: string | null;
  stateKey: string;
  stateKmsKey: string | null;
  signingKey: string | null;
  /** One or two keys; falls back to the one that belongs to the signing key. */
  verifyKey: string | null;
  planMatch: "strict" | "actions";
  rollback: "reconcile" | "state" | "off";
  verify: boolean;
  backupRetentionDays: number;
  auditRetentionDays: number;
  /** Days that an audit record cannot be changed or removed; null: it is not locked. */
  auditLockDays: number | null;
  /** How old a plan may be that is shown again instead of made anew; 0: all are made anew. */
  reusePlansMs: number;
  maxParallel: number | null;
  planTimeoutMs: number;
  /** As terraform takes it. */
  lockTimeout: string;
  tool: ToolName | "auto";
  terraformVersion: string | null;
  terraformDownloadUrl: string;
  tofuVersion: string | null;
  tofuDownloadUrl: string;
  opaVersion: string | null;
  opaDownloadUrl: string;
  checkovVersion: string | null;
  pluginMirror: string | null;
  goGc: number;
  passEnvironment: string[];
  plansDirectory: string;
  redaction: "readable" | "strict";
  retarget: boolean;
  /** What a pushed branch of several environments becomes. */
  split: Split;
  /** Among so many runners a run is shared out at most. */
  runners: number;
  /** With fewer deployments, on average, a runner is not worth its start. */
  deploymentsPerRunner: number;
  /** Of a run that was shared out: what this runner does, from 1; null: it does none. */
  part: number | null;
  /** Whose states drift looks at; null: all. */
  environment: string | null;
  /** No look begins after so many milliseconds of the run. */
  driftBudgetMs: number;
  /** `owner/name` whose issues tell of drift; null: the controller's. */
  driftRepository: string | null;
  /** Which model gives advice on a validation; its model or application, and the role that may ask it. Without `aiReviewRole` the one that plans. */
  aiReview: (typeof AI_REVIEWS)[number];
  aiReviewModel: string | null;
  aiReviewRole: string | null;
  /** Whether findings are written as SARIF. */
  sarif: boolean;
  /** By the name that notifications.yaml has for each. */
  notificationSecrets: ReadonlyMap<string, string>;
  /** Where the phase `report` writes its pages. */
  reportDirectory: string;
  /** Of a cleanup: nothing is removed. */
  dryRun: boolean;
  /** Of what is started by hand, as it was typed. */
  byHand: HandInputs;
}

/** Turns the raw strings into settings, or says everything that is wrong with them. `read` gives "" for an input that is not set. */
export function parseInputs(read: (name: string) => string): Inputs {
  const check = new InputCheck(read);
  const inputs: Inputs = {
    phase: check.phase("phase"),
    githubToken: check.text("github-token") ?? "",
    sourceToken: check.text("source-token") ?? check.text("github-token") ?? "",
    controllerRepository: check.matching("controller-repository", /^[A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100}$/, "owner/name"),
    controllerToken: check.text("controller-token") ?? check.text("github-token") ?? "",
    app: check.app("app-id", "app-private-key"),
    mergeMethod: check.oneOf("merge-method", ["merge", "squash", "rebase"]),
    controllerDirectory: check.text("controller-directory"),
    sourceDirectory: check.text("source-directory"),
    stateBucket: check.matching("state-bucket", /^[a-z0-9{][a-z0-9._{}-]{1,80}$/, "a bucket name, which may hold {account_id}"),
    stateRegion: check.matching("state-region", /^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1"),
    stateKey: check.text("state-key") ?? "{service}/{account}/{region}/{project}/terraform.tfstate",
    stateKmsKey: check.text("state-kms-key"),
    signingKey: check.text("signing-key"),
    verifyKey: check.text("verify-key"),
    planMatch: check.oneOf("plan-match", ["strict", "actions"]),
    rollback: check.oneOf("rollback", ["reconcile", "state", "off"]),
    verify: check.flag("verify", false),
    backupRetentionDays: check.wholeNumber("backup-retention-days", { least: 1, most: 3650 }) ?? USUAL_RETENTION.backupDays,
    auditRetentionDays: check.wholeNumber("audit-retention-days", { least: 1, most: 3650 }) ?? USUAL_RETENTION.auditDays,
    auditLockDays: check.wholeNumber("audit-lock-days", { least: 1, most: 3650 }),
    reusePlansMs: (check.wholeNumber("reuse-plans-minutes", { least: 0, most: 1440 }) ?? 60) * 60_000,
    maxParallel: check.wholeNumber("max-parallel", { least: 1, most: 100 }),
    planTimeoutMs: (check.wholeNumber("plan-timeout-minutes", { least: 1, most: 360 }) ?? 30) * 60_000,
    lockTimeout: check.matching("lock-timeout", /^\d{1,5}[sm]$/, "seconds or minutes such as 300s or 5m") ?? "300s",
    tool: check.oneOf("tool", ["auto", ...TOOL_NAMES]),
    terraformVersion: check.matching("terraform-version", VERSION, "a version such as 1.11.4"),
    terraformDownloadUrl: check.url("terraform-download-url") ?? TERRAFORM_DOWNLOAD_URL,
    tofuVersion: check.matching("tofu-version", VERSION, "a version such as 1.10.6"),
    tofuDownloadUrl: check.url("tofu-download-url") ?? TOFU_DOWNLOAD_URL,
    opaVersion: check.matching("opa-version", VERSION, "a version such as 1.22.0"),
    opaDownloadUrl: check.url("opa-download-url") ?? OPA_DOWNLOAD_URL,
    checkovVersion: check.matching("checkov-version", VERSION, "a version such as 3.3.30"),
    pluginMirror: check.text("plugin-mirror"),
    goGc: check.wholeNumber("go-gc", { least: 10, most: 10_000 }) ?? 400,
    passEnvironment: check.names("pass-environment"),
    plansDirectory: check.text("plans-directory") ?? "tf-orchestrator-plans",
    redaction: check.oneOf("redaction", ["readable", "strict"]),
    retarget: check.flag("retarget", true),
    split: check.oneOf("split", SPLITS),
    runners: check.wholeNumber("runners", { least: 1, most: MOST_PARTS }) ?? 8,
    deploymentsPerRunner: check.wholeNumber("deployments-per-runner", { least: 1, most: 1000 }) ?? 20,
    part: check.wholeNumber("part", { least: 1, most: MOST_PARTS }),
    environment: check.matching("environment", /^[A-Za-z0-9][\w .-]{0,99}$/, "an environment of accounts.yaml"),
    driftBudgetMs: (check.wholeNumber("drift-budget-minutes", { least: 1, most: 1440 }) ?? 30) * 60_000,
    driftRepository: check.matching("drift-repository", /^[A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100}$/, "owner/name"),
    aiReview: check.oneOf("ai-review", AI_REVIEWS),
    aiReviewModel: check.matching(
      "ai-review-model",
      /^[A-Za-z0-9][\w.:/-]{0,2047}$/,
      "a model or inference profile of Bedrock, or the id of an Amazon Q Business application",
    ),
    aiReviewRole: check.matching(
      "ai-review-role",
      /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
      "arn:aws:iam::<12 digits>:role/<name>",
    ),
    sarif: check.flag("sarif", false),
    notificationSecrets: check.secrets("notification-secrets"),
    reportDirectory: check.text("report-directory") ?? "tf-orchestrator-report",
    dryRun: check.flag("dry-run", false),
    byHand: {
      deployment: check.text("deployment"),
      confirm: check.text("confirm"),
      backup: check.text("backup"),
      reason: check.text("reason"),
      allowDelete: check.text("allow-delete"),
    },
  };
  check.modelOf(inputs);
  check.oneTool(inputs);
  check.throwIfAny();
  return inputs;
}

const VERSION = /^\d{1,4}\.\d{1,4}\.\d{1,4}(-[a-z0-9.]{1,20})?$/;
/** Variables that steer terraform itself, would hand it our secrets, or would win over an account's role. */
const NEVER_PASSED =
  /^(AWS_|TF_CLI_|TF_LOG|TF_DATA_DIR|TF_WORKSPACE|TF_REATTACH|TF_ENCRYPTION|GITHUB_|ACTIONS_|INPUT_|GIT_|LD_|DYLD_|NODE_)/;

/** The runner as its environment variables describe it. (GitHub Actions, "Default environment variables") */
export interface Runner {
  eventName: string;
  eventPath: string | null;
  /** `owner/name` of the repository whose workflow runs: the controller. */
  repository: string;
  /** Its commit. */
  sha: string;
  runId: number;
  runAttempt: number;
  actor: string;
  apiUrl: string;
  serverUrl: string;
  tempDirectory: string;
  /** Where relative folders start. */
  directory: string;
  /** The job may ask for an OIDC token. */
  mayAskForToken: boolean;
  /** There is a file for the job summary. */
  hasSummary: boolean;
  /** As providers name it: `linux_amd64`. */
  platform: string;
  /** All variables, for what children may see. */
  environment: Environment;
}

export function readRunner(environment: Environment, directory: string, tempDirectory: string): Runner {
  const text = (name: string, otherwise = "") => environment[name] ?? otherwise;
  return {
    eventName: text("GITHUB_EVENT_NAME"),
    eventPath: environment.GITHUB_EVENT_PATH ?? null,
    repository: text("GITHUB_REPOSITORY"),
    sha: text("GITHUB_SHA"),
    runId: Number(text("GITHUB_RUN_ID", "0")) || 0,
    runAttempt: Number(text("GITHUB_RUN_ATTEMPT", "1")) || 1,
    actor: text("GITHUB_ACTOR"),
    apiUrl: text("GITHUB_API_URL", "https://api.github.com"),
    serverUrl: text("GITHUB_SERVER_URL", "https://github.com"),
    tempDirectory: text("RUNNER_TEMP", tempDirectory),
    directory: text("GITHUB_WORKSPACE", directory),
    mayAskForToken: text("ACTIONS_ID_TOKEN_REQUEST_URL") !== "" && text("ACTIONS_ID_TOKEN_REQUEST_TOKEN") !== "",
    hasSummary: text("GITHUB_STEP_SUMMARY") !== "",
    platform: platformName(),
    environment,
  };
}

/** The first is the default. */
export const AI_REVIEWS = ["off", "bedrock", "amazon-q"] as const;

/** Collects what is wrong, so that all of it is said at once. Values of secrets are never repeated. */
class InputCheck {
  readonly #read: (name: string) => string;
  readonly #problems: string[] = [];

  constructor(read: (name: string) => string) {
    this.#read = read;
  }

  text(name: string): string | null {
    const value = this.#read(name).trim();
    return value === "" ? null : value;
  }

  phase(name: string): PhaseName | "auto" {
    const value = this.text(name) ?? "auto";
    if (value === "auto" || isPhaseName(value)) return value;
    this.#problem(name, value, `auto, ${PHASE_NAMES.join(", ")}`);
    return "auto";
  }

  /** Both or neither. */
  app(idName: string, keyName: string): { id: string; privateKey: string } | null {
    const id = this.matching(idName, /^[A-Za-z0-9.]{1,60}$/, "the App's id");
    const privateKey = this.text(keyName);
    if (id !== null && privateKey !== null) return { id, privateKey };
    if (id !== null || privateKey !== null) this.#problems.push(`${idName} and ${keyName}: got one of the two, expected both or neither`);
    return null;
  }

  /** The first of the words is the default. */
  oneOf<Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.text(name);
    const word = value === null ? words[0] : words.find((known) => known === value);
    if (word !== undefined) return word;
    this.#problem(name, value ?? "", words.join(", "));
    return words[0];
  }

  wholeNumber(name: string, { least, most }: { least: number; most: number }): number | null {
    const value = this.text(name);
    if (value === null) return null;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    this.#problem(name, value, `a whole number from ${least} to ${most}`);
    return null;
  }

  flag(name: string, preset: boolean): boolean {
    const value = this.text(name);
    if (value === null) return preset;
    if (value === "true" || value === "false") return value === "true";
    this.#problem(name, value, "true or false");
    return preset;
  }

  matching(name: string, pattern: RegExp, expected: string): string | null {
    const value = this.text(name);
    if (value === null || pattern.test(value)) return value;
    this.#problem(name, value, expected);
    return null;
  }

  /** A model nobody named cannot be asked; one that is never asked was meant to be. */
  modelOf({ aiReview, aiReviewModel }: Pick<Inputs, "aiReview" | "aiReviewModel">): void {
    if (aiReview !== "off" && aiReviewModel === null && this.text("ai-review-model") === null)
      this.#problems.push(
        `ai-review-model: missing, expected ${aiReview === "bedrock" ? "a model or inference profile" : "the id of the application"} for ai-review: ${aiReview}`,
      );
    if (aiReview === "amazon-q" && aiReviewModel !== null && !/^[A-Za-z0-9][A-Za-z0-9-]{35}$/.test(aiReviewModel))
      this.#problem("ai-review-model", aiReviewModel, "the id of an Amazon Q Business application, 36 characters");
  }

  /** A version of the tool that does not run would silently not count. */
  oneTool({ tool, terraformVersion, tofuVersion }: Pick<Inputs, "tool" | "terraformVersion" | "tofuVersion">): void {
    const problem = toolProblem(tool, { terraform: terraformVersion, tofu: tofuVersion });
    if (problem !== null) this.#problems.push(problem);
  }

  url(name: string): string | null {
    const value = this.text(name);
    if (value === null) return null;
    if (URL.canParse(value) && /^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(value)) return value.replace(/\/+$/, "");
    this.#problem(name, value.replace(/\/\/[^/]*@/, "//…@"), "an https:// address");
    return null;
  }

  /** A map of text, as YAML or JSON. What is wrong is said without a word of it. */
  secrets(name: string): ReadonlyMap<string, string> {
    const text = this.text(name);
    if (text === null) return new Map();
    const { value: map, findings } = readYaml(name, text);
    if (findings.length > 0 || !isObject(map) || Array.isArray(map)) {
      this.#problems.push(`${name}: expected a map of names and texts, as YAML or JSON`);
      return new Map();
    }
    const secrets = new Map<string, string>();
    for (const [index, [key, value]] of Object.entries(map).entries()) {
      // A secret of the repository that is not set comes as an empty text.
      if (value === "" || value === null) continue;
      if (typeof value === "string" && SECRET_NAME.test(key)) secrets.set(key, value.trim());
      else this.#problems.push(`${name}: entry ${index + 1}: expected a name such as SLACK_WEBHOOK with a text in quotes`);
    }
    return secrets;
  }

  names(name: string): string[] {
    const names = (this.text(name) ?? "").split(/[\s,]+/).filter((part) => part !== "");
    for (const part of names) {
      // What follows a "=" is a value, and likely a secret.
      if (!/^[A-Za-z_][A-Za-z0-9_]{0,200}$/.test(part))
        this.#problem(name, part.replace(/=.*$/s, "=…"), "space-separated names of environment variables");
      else if (NEVER_PASSED.test(part))
        this.#problem(name, part, "no variable that steers terraform, is AWS's (those go there by themselves) or belongs to GitHub");
    }
    return names;
  }

  throwIfAny(): void {
    if (this.#problems.length > 0) throw new ConfigurationError(this.#problems.join("\n"));
  }

  #problem(name: string, got: string, expected: string): void {
    this.#problems.push(`${name}: got ${JSON.stringify(got.slice(0, 100))}, expected ${expected}`);
  }
}

import { KINDS } from "../domain/scaffold/answers.ts";
import { runCompletion, SHELLS } from "./completion.ts";
import type { ExitCode, OptionName, Options } from "./options.ts";

export interface Command {
  summary: string;
  /** A word after the command, in brackets where it may be missing; several have a space between them. */
  word?: string;
  /** The only words that it takes. */
  words?: readonly string[];
  takes: readonly OptionName[];
  examples: readonly string[];
  run: (options: Options, words: readonly string[]) => Promise<ExitCode>;
}

const FOLDERS = ["working-dir", "controller-dir", "state-store", "state-key"] as const;
const WHICH = ["changed-files", "changed-file", "account", "region", "environment", "deployment"] as const;
const TERRAFORM = [
  "max-parallel",
  "lock-timeout",
  "plugin-mirror",
  "tool",
  "terraform-version",
  "tofu-version",
  "opa-version",
  "checkov-version",
] as const;
const PLANNING = [...FOLDERS, ...WHICH, ...TERRAFORM, "output-summary", "json", "debug"] as const;
const APPLYING = ["override", "rollback", "verify", "audit-lock-days"] as const;

/** By name, in the order of the help. Each is loaded when it is asked for: node reads all of a file before it runs a line of it. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  init: {
    summary: "writes the files of a new controller, source or single repository, or of another service",
    word: "WHAT [DIR]",
    words: [...KINDS, "service"],
    takes: [
      ...([
        "controller",
        "source",
        "with-account",
        "approver",
        "with-service",
        "state-bucket",
        "state-region",
        "plan-environment",
        "drift-cron",
        "pin",
        "tool",
      ] as const),
      ...(["controller-dir", "resource", "name-argument", "attribute", "yes", "json", "debug"] as const),
    ],
    examples: [
      "tf-orchestrator init controller tf-controller",
      "tf-orchestrator init controller tf-controller --controller org/tf-controller --source org/deployments --with-account my-dev=123456789012:development --yes",
      "tf-orchestrator init controller tf-controller --tool tofu",
      "tf-orchestrator init source deployments --controller org/tf-controller --source org/deployments --with-account my-dev=123456789012:development",
      "tf-orchestrator init service sqs --controller-dir tf-controller",
      "tf-orchestrator init service ssm --resource aws_ssm_parameter --attribute type:string --attribute value:string",
    ],
    // Questions and differences come with it; the other commands start without.
    run: async (options, words) => await (await import("./init.ts")).runInit(options, words),
  },
  discover: {
    summary: "lists the deployments of the changed files, without Terraform",
    takes: [...FOLDERS, ...WHICH, "output-summary", "json", "debug"],
    examples: ["tf-orchestrator discover --working-dir examples/source --controller-dir examples/controller"],
    run: async (options) => await (await import("./discover.ts")).runDiscover(options),
  },
  validate: {
    summary: "plans the deployments and judges the plans by every policy",
    takes: PLANNING,
    examples: ['tf-orchestrator validate --changed-files "S3/data-lake/data-lake.tfvars"'],
    run: async (options) => await (await import("./plan.ts")).runPlan("validate", options),
  },
  plan: {
    summary: "the same, and prints the plans",
    takes: PLANNING,
    examples: ["tf-orchestrator plan --environment development"],
    run: async (options) => await (await import("./plan.ts")).runPlan("plan", options),
  },
  apply: {
    summary: "applies the deployments, with backup, recovery and audit",
    takes: [...PLANNING, "yes", "dry-run", ...APPLYING],
    examples: ["tf-orchestrator apply --account arj-wkld-c-dev", "tf-orchestrator apply --yes --state-store s3://my-states"],
    run: async (options) => await (await import("./apply.ts")).runApply(options),
  },
  destroy: {
    summary: "destroys the deployments, each after its id was typed",
    takes: [...PLANNING, "confirm", ...APPLYING],
    examples: ["tf-orchestrator destroy --deployment s3/arj-wkld-c-dev/us-east-1/sandbox"],
    run: async (options) => await (await import("./apply.ts")).runDestroy(options),
  },
  rollback: {
    summary: "lists the backups of a state, or puts one in its place; what exists in AWS stays as it is",
    takes: [...PLANNING, "to", "yes", "audit-lock-days"],
    examples: ["tf-orchestrator rollback --deployment s3/arj-wkld-c-dev/us-east-1/sandbox --to latest"],
    run: async (options) => await (await import("./rollback.ts")).runRollback(options),
  },
  "move-state": {
    summary: "puts a state under the key that its changed tfvars has now, with backup and audit; nothing in AWS changes",
    word: "OLD NEW",
    takes: [...FOLDERS, "changed-files", "changed-file", "lock-timeout", "yes", "dry-run", "audit-lock-days", "json", "debug"],
    examples: ["tf-orchestrator move-state s3/arj-wkld-c-dev/us-east-1/sandbox combined/arj-wkld-c-dev/us-east-1/sandbox"],
    run: async (options, words) => await (await import("./move-state.ts")).runMoveState(options, words),
  },
  migrate: {
    summary: "proposes how one state becomes many, one for each tfvars; --apply does it, nothing in AWS changes",
    word: "[STATE]",
    takes: [...FOLDERS, "mapping", "move", "account", "apply", "undo", ...TERRAFORM, "yes", "audit-lock-days", "json", "debug"],
    examples: [
      "terraform state pull | tf-orchestrator migrate - --working-dir source --controller-dir controller",
      "tf-orchestrator migrate s3://old-states/prod/terraform.tfstate --state-store s3://my-states --json",
      'tf-orchestrator migrate old.tfstate --move \'module.old.aws_s3_bucket.b["*"] => s3/arj-wkld-c-dev/us-east-1/data-lake => module.s3.aws_s3_bucket.this["*"]\'',
    ],
    // Few people ever need it; the other commands start without.
    run: async (options, words) => await (await import("./migrate.ts")).runMigrate(options, words),
  },
  advise: {
    summary: "proposes how a large state is split, and which small ones belong together; writes no state",
    word: "[STATE]",
    takes: [...FOLDERS, ...WHICH, "plans", "out", "json", "debug"],
    examples: [
      "tf-orchestrator advise --working-dir source --controller-dir controller --state-store s3://my-states",
      "tf-orchestrator advise --deployment combined/arj-wkld-c-dev/us-east-1/all --out migrate.yaml",
      "tf-orchestrator advise old.tfstate --account arj-wkld-c-dev --json",
    ],
    run: async (options, words) => await (await import("./advise.ts")).runAdvise(options, words),
  },
  drift: {
    summary: "finds what was changed outside Terraform, or committed and not applied; writes no state",
    takes: [...FOLDERS, "environment", ...TERRAFORM, "drift-budget-minutes", "output-summary", "json", "debug"],
    examples: ["tf-orchestrator drift --environment production --state-store s3://my-states"],
    run: async (options) => await (await import("./drift.ts")).runDrift(options),
  },
  cleanup: {
    summary: "removes what retention lets go from the store, and says what it keeps and why; asks first",
    takes: [...FOLDERS, "backup-retention-days", "audit-retention-days", "yes", "dry-run", "audit-lock-days", "json", "debug"],
    examples: ["tf-orchestrator cleanup --dry-run --state-store s3://my-states"],
    run: async (options) => await (await import("./cleanup.ts")).runCleanup(options),
  },
  notify: {
    summary: "lists whom notifications.yaml names; --test sends one of them a message",
    takes: ["working-dir", "controller-dir", "test", "json", "debug"],
    examples: ["TF_ORCHESTRATOR_NOTIFY_SLACK_WEBHOOK=https://… tf-orchestrator notify --controller-dir tf-controller --test deployments"],
    // Few people need it, and once; the other commands start without.
    run: async (options) => await (await import("./notify.ts")).runNotify(options),
  },
  unlock: {
    summary: "removes the state lock with this ID, once its run has ended",
    word: "ID",
    takes: [...FOLDERS, ...WHICH, "lock-timeout", "yes", "json", "debug"],
    examples: ["tf-orchestrator unlock 6f2c1d4e-90ab-4c1f-8f0e-2b7d5a3c9e11"],
    run: async (options, words) => await (await import("./unlock.ts")).runUnlock(options, words),
  },
  audit: {
    summary: "lists what was applied, by whom and why",
    takes: [
      ...FOLDERS,
      ...(["question", "questions", "account", "project", "environment", "person", "action", "outcome", "since", "until"] as const),
      ...(["format", "json", "debug"] as const),
    ],
    examples: [
      "tf-orchestrator audit --since 30d",
      "tf-orchestrator audit --project data-lake --json",
      "tf-orchestrator audit --question overrides --since 90d --format csv",
    ],
    run: async (options) => await (await import("./audit.ts")).runAudit(options),
  },
  dashboard: {
    summary: "shows deployments, audit records, policies and speed in a browser on this machine; it writes nothing",
    takes: ["working-dir", "controller-dir", "state-store", "state-key", "port", "debug"],
    examples: ["tf-orchestrator dashboard --controller-dir controller --state-store s3://my-states"],
    // The server and the pages come with it; the other commands start without.
    run: async (options) => await (await import("./dashboard.ts")).runDashboard(options),
  },
  risk: {
    summary: "says what the audit records tell of the risk of an apply, and with --evaluate what that is worth; writes nothing",
    takes: ["working-dir", "controller-dir", "state-store", "state-key", "evaluate", "json", "debug"],
    examples: ["tf-orchestrator risk --evaluate --controller-dir controller --state-store s3://my-states"],
    run: async (options) => await (await import("./risk.ts")).runRisk(options),
  },
  report: {
    summary: "writes the pages of dashboard as files, redacted, for GitHub Pages or a bucket",
    word: "DIR",
    takes: ["working-dir", "controller-dir", "state-store", "state-key", "debug"],
    examples: ["tf-orchestrator report public --controller-dir controller --state-store s3://my-states"],
    run: async (options, words) => await (await import("./report.ts")).runReport(options, words),
  },
  explain: {
    summary: "says what a rule wants; without one, or with the beginning of some, lists them",
    word: "[RULE]",
    takes: ["controller-dir", "deny", "warn", "json", "debug"],
    examples: ["tf-orchestrator explain S3-004", "tf-orchestrator explain s3 --deny"],
    run: async (options, words) => await (await import("./explain.ts")).runExplain(options, words),
  },
  policies: {
    summary: "adopt writes the exceptions under which today's plans pass, so that only new faults are denied; asks first",
    word: "WHAT",
    words: ["adopt"],
    takes: [...FOLDERS, ...WHICH, ...TERRAFORM, "plans", "expires", "owner", "yes", "dry-run", "json", "debug"],
    examples: [
      "tf-orchestrator policies adopt --working-dir source --controller-dir controller --state-store s3://my-states --dry-run",
      "tf-orchestrator policies adopt --plans plans --expires 60d --owner platform-team --yes",
    ],
    run: async (options, words) => await (await import("./adopt.ts")).runPolicies(options, words),
  },
  setup: {
    summary: "makes environments, keys, labels, branches and rules on GitHub; shows them first, and asks",
    word: "WHERE",
    words: ["github"],
    takes: [
      "controller",
      "source",
      "controller-dir",
      "plan-environment",
      "state-bucket",
      "state-region",
      "token-file",
      "app",
      "yes",
      "dry-run",
      "json",
      "debug",
    ],
    examples: [
      "GH_TOKEN=$(gh auth token) tf-orchestrator setup github --controller org/tf-controller --source org/dev-deployment --state-bucket my-states --state-region us-east-1",
      "tf-orchestrator setup github --controller org/tf-controller --token-file token.txt --app --dry-run",
    ],
    // All that talks to GitHub comes with it; the other commands start without.
    run: async (options, words) => await (await import("./setup.ts")).runSetup(options, words),
  },
  doctor: {
    summary: "looks at GitHub, the bucket, the roles and this machine, and says what is wrong and what to do",
    takes: ["controller", "source", "controller-dir", "plan-environment", "state-store", "tool", "token-file", "json", "debug"],
    examples: ["GH_TOKEN=$(gh auth token) tf-orchestrator doctor --controller org/tf-controller --state-store s3://my-states"],
    run: async (options) => await (await import("./doctor.ts")).runDoctor(options),
  },
  keygen: {
    summary: "makes the pair of keys that signs and verifies records",
    takes: ["out", "json", "debug"],
    examples: ["tf-orchestrator keygen --out signing-key.txt"],
    run: async (options) => await (await import("./keygen.ts")).runKeygen(options),
  },
  completion: {
    summary: "prints a shell's completion script",
    word: "SHELL",
    words: SHELLS,
    takes: ["json", "debug"],
    examples: ["source <(tf-orchestrator completion bash)", "tf-orchestrator completion fish | source"],
    run: async (options, words) => await runCompletion(options, words, COMMANDS),
  },
};

/** The words after a command, by name. */
export function wordsOf(command: Pick<Command, "word"> | undefined): string[] {
  return command?.word === undefined ? [] : command.word.split(" ");
}

/** `explain [RULE]` */
export function usageOf(name: string, { word }: Pick<Command, "word">): string {
  return word === undefined ? name : `${name} ${word}`;
}

import { DEFAULT_STATE_KEY } from "../domain/controller/state-key.ts";
import { AUDIT_QUESTIONS } from "../domain/state/audit-questions.ts";
import { AUDIT_OUTCOMES } from "../domain/state/audit-record.ts";

/** 0 done, 1 a deployment failed or a gate is closed, 2 wrong usage or configuration; as shells have it, 129 after SIGHUP, 130 after Ctrl-C and 143 after SIGTERM. */
export type ExitCode = 0 | 1 | 2 | 129 | 130 | 143;

export interface OptionSpec {
  about: string;
  /** What stands for the value in the help; an option without one is a switch. */
  value?: string;
  default?: string;
  repeated?: true;
  /** The only values that it takes. */
  choices?: readonly string[];
  /** What a shell completes the value to. */
  completes?: "file" | "folder";
}

/** Every option of every command. */
export const OPTIONS = {
  "working-dir": { value: "DIR", default: ".", completes: "folder", about: "source files, the work tree as it is" },
  "controller-dir": {
    value: "DIR",
    completes: "folder",
    about: "Terraform code, policies and accounts.yaml (default: the working folder)",
  },
  "state-store": { value: "STORE", about: "s3://BUCKET or file:DIR (default: file:.tf-orchestrator in the controller folder)" },
  "state-key": { value: "TEMPLATE", default: DEFAULT_STATE_KEY, about: "where the store keeps each state" },
  "changed-files": { value: "FILES", about: "only what these files are about, space-separated (default: every tfvars)" },
  "changed-file": { value: "FILE", repeated: true, completes: "file", about: "one such file; may be repeated" },
  account: { value: "NAME", about: "only this account, by name or ID" },
  region: { value: "NAME", about: "only this region" },
  environment: { value: "NAME", about: "only this environment" },
  project: { value: "NAME", about: "only this project" },
  deployment: { value: "ID", about: "only this deployment, by the id that discover lists" },
  move: {
    value: "RULE",
    repeated: true,
    about: "'PATTERN => DEPLOYMENT' or 'PATTERN => DEPLOYMENT => NEW ADDRESS', where * stands for anything; may be repeated",
  },
  apply: { about: "writes the new states that plan without changes, and takes them out of the old one" },
  undo: { value: "ID", about: "puts everything back as it was before this migration" },
  mapping: {
    value: "FILE",
    completes: "file",
    about: "YAML with such rules (default: migrate.yaml of the working folder, if it is there)",
  },
  "drift-budget-minutes": { value: "N", default: "30", about: "begins no new look after so many minutes" },
  since: { value: "WHEN", about: "only since a date such as 2026-11-21, or days such as 30d" },
  until: { value: "WHEN", about: "only before such a time" },
  person: { value: "LOGIN", about: "only what somebody ran, wrote, pushed, approved, merged or overrode" },
  action: { value: "NAME", about: "only this action, such as apply, override or unlock" },
  outcome: { value: "NAME", choices: AUDIT_OUTCOMES, about: `only what ended as ${AUDIT_OUTCOMES.join(", ")}` },
  question: { value: "NAME", choices: Object.keys(AUDIT_QUESTIONS), about: "answers one of the questions that --questions lists" },
  questions: { about: "lists the questions that --question answers" },
  format: {
    value: "NAME",
    default: "table",
    choices: ["table", "json", "csv", "ndjson"],
    about: "table, json, csv or ndjson (one JSON value a line)",
  },
  port: { value: "N", default: "0", about: "the port of the dashboard on this machine; 0 finds a free one" },
  to: { value: "WHEN", about: "the backup to restore, latest or a time as the list has it; without it, lists them" },
  controller: { value: "OWNER/NAME", about: "the controller repository on GitHub" },
  source: {
    value: "OWNER/NAME",
    repeated: true,
    about: "a source repository on GitHub; may be repeated (default: those that accounts.yaml names)",
  },
  "plan-environment": { value: "NAME", about: "a second GitHub environment of the controller, for validations" },
  "drift-cron": { value: "CRON", about: 'when a new repository looks for drift, as a workflow\'s schedule has it (default: "17 * * * *")' },
  pin: { value: "SHA", about: "a commit of the action that the new workflows name (default: the tag of its major version)" },
  "state-bucket": { value: "NAME", about: "the bucket of states and records" },
  "state-region": { value: "NAME", about: "its region" },
  "token-file": {
    value: "FILE",
    completes: "file",
    about: "holds the token for GitHub (default: the variable GITHUB_TOKEN or GH_TOKEN)",
  },
  "with-account": {
    value: "ACCOUNT",
    repeated: true,
    about: "an account as NAME=ID:ENVIRONMENT, or with :REGION behind it; may be repeated",
  },
  approver: { value: "LOGIN", repeated: true, about: "who may override a verdict, as LOGIN or LOGIN:ENVIRONMENT,…; may be repeated" },
  "with-service": {
    value: "NAME",
    repeated: true,
    about: "a service that the controller gets a module for; may be repeated (default: all)",
  },
  resource: { value: "TYPE", about: "of a new service: the resource that each entry makes, such as aws_ssm_parameter" },
  "name-argument": { value: "NAME", default: "name", about: "of a new service: the argument that an entry's key fills" },
  attribute: {
    value: "NAME:TYPE",
    repeated: true,
    about:
      "of a new service: an argument that each entry gives, such as value:string, or tier:string? when it may be left out; may be repeated",
  },
  out: {
    value: "FILE",
    completes: "file",
    about: "a new file: for the signing key, which only you can read; of advise, for the mapping that migrate takes",
  },
  "max-parallel": { value: "N", about: "how many deployments run at once (default: by CPUs, at most 5)" },
  "lock-timeout": { value: "TIME", default: "300s", about: "how long to wait for a state lock" },
  "plugin-mirror": { value: "DIR", completes: "folder", about: "folder with a mirror of providers (default: found)" },
  tool: {
    value: "NAME",
    default: "auto",
    choices: ["auto", "terraform", "tofu"],
    about: "terraform or tofu (default: what PATH has, terraform first)",
  },
  "terraform-version": { value: "VERSION", about: "fetches this Terraform, by checksum (default: the one on PATH)" },
  "tofu-version": { value: "VERSION", about: "fetches this OpenTofu, by its makers' signature (default: the one on PATH)" },
  "opa-version": { value: "VERSION", about: "fetches this OPA for extra policy folders (default: the one on PATH)" },
  "checkov-version": { value: "VERSION", about: "installs this Checkov, by pip (default: the one on PATH)" },
  rollback: {
    value: "MODE",
    default: "reconcile",
    choices: ["reconcile", "state", "off"],
    about: "what follows a failed apply: reconcile, state or off",
  },
  override: {
    value: "FILE",
    completes: "file",
    about:
      "YAML with reason and allow_delete (addresses that may go where deletions are blocked) or leave_state (ids whose old state may stay behind)",
  },
  confirm: { value: "ID", repeated: true, about: "destroys this deployment without asking; may be repeated" },
  "audit-lock-days": { value: "N", about: "nobody may change an audit record that long (S3 object lock)" },
  "backup-retention-days": { value: "N", about: "keeps backups of states so long (default: 30)" },
  "audit-retention-days": { value: "N", about: "keeps audit records, and records of pull requests, so long (default: 90)" },
  app: { about: "has GitHub make the App, in your browser; its key goes into the secrets and nowhere else" },
  verify: { about: "plans once more after the apply and expects no changes" },
  "dry-run": { about: "plans only; of move-state, cleanup, policies and setup: says what it would do" },
  yes: { about: "does not ask" },
  deny: { about: "only rules that deny" },
  warn: { about: "only rules that warn" },
  plans: {
    value: "DIR",
    completes: "folder",
    about: "takes the plans of this folder in place of new ones: terraform show -json of each, in a file called as the deployment's id",
  },
  expires: { value: "WHEN", default: "90d", about: "how long adopted exceptions last: days, or the last day such as 2027-01-31" },
  owner: { value: "NAME", about: "who sees to adopted exceptions (default: the owner of each deployment)" },
  evaluate: { about: "tries it on later applies: how often what was expected came true" },
  test: { value: "TARGET", about: "sends this target of notifications.yaml a message that says it is a test" },
  "output-summary": { value: "FILE", completes: "file", about: "writes the result as JSON" },
  json: { about: "prints the result as JSON" },
  debug: { about: "prints Terraform's output, and stack traces of errors" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

/** What was given, by the option's name. A command is given all of them; those that it does not take have their defaults. */
export type Options = { [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]> };

type ValueOf<Spec extends OptionSpec> = Spec extends { repeated: true }
  ? readonly string[]
  : Spec extends { default: string }
    ? string
    : Spec extends { value: string }
      ? string | undefined
      : boolean;

/** `--account NAME` */
export function flagOf(name: string, { value }: OptionSpec): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

export function print(text: string, code: ExitCode = 0): ExitCode {
  process.stdout.write(`${text.trimEnd()}\n`);
  return code;
}

export function printJson(value: unknown, code: ExitCode = 0): ExitCode {
  return print(JSON.stringify(value, null, 2), code);
}

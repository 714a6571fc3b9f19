import { z } from "zod";
import type { Deployment } from "../../domain/model/deployment.ts";
import { ConfigurationError, ToolError } from "../../domain/model/errors.ts";
import type { Finding } from "../../domain/model/finding.ts";
import { parsedJson } from "../../domain/text/json-values.ts";
import type { PlanJson } from "../../domain/model/plan.ts";
import type { Policies } from "../../ports/policies.ts";
import { runProcess } from "../process.ts";

export interface OpaSettings {
  program: string;
  /** What stands before a setting's name in messages. */
  settingPrefix?: string;
  env: Record<string, string>;
  /** The folder that holds the extra policy folders, as files. */
  directory: string;
  /** Names below `directory`. */
  folders: readonly string[];
  /** Packages to ask, such as `terraform` or `main.aws`; null: all of them. */
  namespaces: readonly string[] | null;
  parameters: Record<string, unknown>;
  signal: AbortSignal;
}

const TIMEOUT_MS = 120_000;
/** As conftest has them: `deny`, and `deny_public_buckets` too. */
const VERDICT = /^(deny|violation|warn)(?:_[A-Za-z0-9]+)*$/;

/**
 * A team's own Rego, asked as conftest does: everything that `deny`, `warn` or `violation` says anywhere below the namespaces, strings
 * or objects with `msg`.
 * @throws ConfigurationError when opa is missing or the Rego does not compile, with opa's own file:line.
 */
export async function openExtraPolicies(settings: OpaSettings): Promise<Policies> {
  const compatible = await languageFlags(settings);
  return {
    // OPA counts no rules; a folder is asked as one.
    rules: settings.folders.length,
    evaluate: async (plan: PlanJson, deployment: Deployment) => {
      const input = JSON.stringify({
        ...plan,
        tf_orchestrator: { deployment: deployment.id, environment: deployment.environment, parameters: settings.parameters },
      });
      const data = settings.folders.flatMap((folder) => ["--data", folder]);
      const answer = await opa(
        settings,
        ["eval", ...compatible, "--format=json", "--strict-builtin-errors", "--stdin-input", ...data, queryFor(settings.namespaces)],
        input,
      );
      const value = valueOf(answer);
      if (settings.namespaces !== null) refuseMissing(settings.namespaces, value);
      return findingsIn(value);
    },
  };
}

/**
 * Flags under which the Rego compiles: as it is, else as Rego was before OPA 1.0 (`deny[msg] { … }`), in which most teams' rules are written.
 * @throws ConfigurationError with what OPA says of it as it is.
 */
async function languageFlags(settings: OpaSettings): Promise<string[]> {
  try {
    await opa(settings, ["check", ...settings.folders], "");
    return [];
  } catch (error) {
    const old = ["--v0-compatible"];
    const compiles =
      error instanceof ConfigurationError &&
      (await opa(settings, ["check", ...old, ...settings.folders], "").then(
        () => true,
        () => false,
      ));
    if (compiles) return old;
    throw error;
  }
}

/** @throws ConfigurationError for a namespace without a package: a typing slip must not open the gate. */
function refuseMissing(namespaces: readonly string[], value: unknown): void {
  const found = typeof value === "object" && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map<string, unknown>();
  const missing = namespaces.filter((name) => (found.get(name) ?? null) === null);
  if (missing.length > 0)
    throw new ConfigurationError(
      missing
        .map((name) => `policy.yaml: namespace: got ${JSON.stringify(name)}, but no package of the policy folders has that name`)
        .join("\n"),
    );
}

function queryFor(namespaces: readonly string[] | null): string {
  if (namespaces === null) return "data";
  return `{${namespaces.map((name) => `${JSON.stringify(name)}: object.get(data, ${JSON.stringify(name.split("."))}, null)`).join(", ")}}`;
}

async function opa(settings: OpaSettings, args: readonly string[], stdin: string): Promise<string> {
  const ran = await runProcess(settings.program, args, {
    cwd: settings.directory,
    env: settings.env,
    timeoutMs: TIMEOUT_MS,
    stdin,
    signal: settings.signal,
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new ConfigurationError(
      `opa: not found on PATH, but policy.yaml names extra folders (${settings.folders.join(", ")}). Install it, or name the version to fetch in ${settings.settingPrefix ?? ""}opa-version.`,
    );
  });
  if (ran.exitCode === 0) return ran.stdout.toString();
  const said = `${ran.stderr.toString()}${errorsIn(ran.stdout.toString())}`.trim();
  throw args[0] === "check"
    ? new ConfigurationError(`policies do not compile:\n${said}`)
    : new ToolError("opa eval", ran.exitCode, ran.stopped ?? said);
}

const EvalAnswer = z.object({ result: z.array(z.object({ expressions: z.array(z.object({ value: z.unknown() })) })).min(1) });
const EvalErrors = z.object({
  errors: z.array(z.object({ message: z.string(), location: z.object({ file: z.string(), row: z.number(), col: z.number() }).optional() })),
});

function errorsIn(json: string): string {
  const parsed = EvalErrors.safeParse(parsedJson(json));
  if (!parsed.success) return json.slice(0, 2000);
  return parsed.data.errors
    .map(({ message, location }) => (location === undefined ? message : `${location.file}:${location.row}:${location.col}  ${message}`))
    .join("\n");
}

function valueOf(json: string): unknown {
  const parsed = EvalAnswer.safeParse(parsedJson(json));
  if (!parsed.success) throw new ToolError("opa eval", 0, "answered in an unknown shape");
  return parsed.data.result[0]?.expressions[0]?.value;
}

function findingsIn(answer: unknown): Finding[] {
  const findings: Finding[] = [];
  const stack: { path: string[]; value: unknown }[] = [{ path: [], value: answer }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { path, value } = top;
    if (typeof value !== "object" || value === null) continue;
    const exempt = exemptIn(value, path);
    for (const [name, below] of Object.entries(value)) {
      const verdict = VERDICT.exec(name)?.[1];
      if (verdict !== undefined && exempt.has(name.replace(/^(?:deny|violation|warn)_/, ""))) continue;
      if (verdict !== undefined) findings.push(...toFindings(verdict, name === verdict ? path : [...path, name], below));
      else stack.push({ path: Array.isArray(value) ? path : [...path, name], value: below });
    }
  }
  return findings;
}

/**
 * Rules that a package's own `exception` takes back, named without `deny_`, `violation_` or `warn_`, as conftest does it.
 * @throws ConfigurationError for an exception of another shape: it would take back nothing without a word.
 */
function exemptIn(value: object, path: readonly string[]): Set<string> {
  if (Array.isArray(value) || !("exception" in value)) return new Set();
  const parsed = z.array(z.array(z.string())).safeParse(value.exception);
  if (!parsed.success)
    throw new ConfigurationError(
      `policy.yaml: policy: ${[...path, "exception"].join(".")}: got ${JSON.stringify(value.exception).slice(0, 200)}, expected lists of rule names, such as exception contains ["public_buckets"]`,
    );
  return new Set(parsed.data.flat());
}

/** A rule's answer: a set (array) of messages, or an object keyed by message. Anything else that is not empty closes the gate. */
function toFindings(verdict: string, path: readonly string[], value: unknown): Finding[] {
  if (value === false || value === undefined) return [];
  const messages: unknown[] = Array.isArray(value) ? value : typeof value === "object" && value !== null ? Object.keys(value) : [value];
  return messages.map((message) => ({
    rule: path.join(".") || "terraform",
    level: verdict === "warn" ? "warn" : "deny",
    severity: verdict === "warn" ? "low" : "high",
    remediation: "",
    overridable: true,
    ...textOf(message, verdict),
  }));
}

function textOf(message: unknown, verdict: string): { message: string; address?: string } {
  if (typeof message === "string") return { message };
  if (typeof message === "object" && message !== null && "msg" in message && typeof message.msg === "string") {
    const address = "address" in message && typeof message.address === "string" ? { address: message.address } : {};
    return { message: message.msg, ...address };
  }
  return { message: `${verdict}: ${JSON.stringify(message)}` };
}

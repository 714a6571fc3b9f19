import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { z } from "zod";
import { buildReport } from "../domain/build-report.ts";
import { DELETION_RULE } from "../domain/deletion-protection.ts";
import { ConfigurationError } from "../domain/errors.ts";
import { findingId, type OverrideRecord } from "../domain/override.ts";
import { createRedactor } from "../domain/redaction.ts";
import type { RecoveryMode } from "../domain/recovery.ts";
import { applyChange, auditsOf, reportOf } from "../phases/apply-change.ts";
import type { Reviewed } from "../phases/apply-deployment.ts";
import { secretsOf } from "../phases/assess.ts";
import type { Planned } from "../phases/plan-deployments.ts";
import { countsOf } from "../render/words.ts";
import { auditFrame, connected, folderReport } from "./connected.ts";
import type { ExitCode, Options } from "./options.ts";
import { open, runPlan, tell } from "./plan.ts";

const RECOVERY_MODES = ["reconcile", "state", "off"] as const;
const BACKUP_DAYS = 30;

/** Applies the selected deployments; asks before each, unless `--yes`. */
export async function runApply(options: Options): Promise<ExitCode> {
  if (options["dry-run"]) return await runPlan("plan", options);
  if (!options.yes && !process.stdin.isTTY) throw new ConfigurationError("apply: there is no terminal to ask on, expected --yes");
  return await applySelected("apply", options, (planned) =>
    ask(planned, `Apply ${countsOf(planned.result.counts)} to ${planned.result.deployment.id}? Type yes: `, options.yes ? "" : "yes"),
  );
}

/** Destroys the selected deployments; each wants its own id typed, or given by `--confirm`. */
export async function runDestroy(options: Options): Promise<ExitCode> {
  if (options["dry-run"])
    throw new ConfigurationError("destroy: --dry-run is for apply; see what a destroy would delete in its confirmation");
  const confirmed = new Set(options.confirm);
  if (confirmed.size === 0 && !process.stdin.isTTY)
    throw new ConfigurationError("destroy: there is no terminal to ask on, expected --confirm DEPLOYMENT for each deployment");
  return await applySelected("destroy", options, (planned) => {
    const { id } = planned.result.deployment;
    return ask(planned, `Destroy all ${planned.result.counts.destroy} resources of ${id}? Type its id: `, confirmed.has(id) ? "" : id);
  });
}

async function applySelected(action: "apply" | "destroy", options: Options, confirm: Reviewed["confirm"]): Promise<ExitCode> {
  const recovery = recoveryMode(options.rollback);
  const override = options.override === undefined ? null : await readOverride(options.override);
  const interactive = process.stdin.isTTY && !options.yes;
  return await connected(options, { quiet: interactive }, async ({ tools, controller, log, signal, change: select }) => {
    const { change, ok } = await select();
    if (!ok) return 2;
    const raw = folderReport(action);
    open(log, raw, change);
    if (change.deployments.length === 0) return await tell(raw, options);
    const [terraform, { policies }, parseTfvars, audits] = await Promise.all([
      tools.terraform(controller),
      tools.policies(controller),
      tools.parseTfvars(),
      auditsOf(change.deployments, tools.storeFor),
    ]);
    const unread = [...audits].filter(([, records]) => records === null).map(([folder]) => folder);
    if (unread.length > 0)
      throw new ConfigurationError(`audit records below ${unread.join(", ")} cannot be read, expected those that this program writes`);
    const ports = {
      terraform,
      policies,
      clock: tools.clock,
      log,
      // One question at a time.
      maxParallel: interactive ? () => 1 : tools.maxParallel,
      signal,
      storeFor: tools.storeFor,
      parseTfvars,
      sleep: async (ms: number) => {
        await sleep(ms, undefined, { signal });
      },
    };
    const ended = await applyChange(
      {
        action,
        change,
        controller,
        deployments: change.deployments,
        reviewed: () => ({ recorded: null, override: (planned) => (override === null ? null : overrideOf(planned, override)), confirm }),
        audits,
        frame: auditFrame(),
        how: {
          settings: controller.settings,
          recovery,
          verify: options.verify,
          backupDays: BACKUP_DAYS,
          planMatch: "strict",
          destroy: action === "destroy",
        },
      },
      ports,
    );
    for (const problem of ended.problems) log.warning(problem);
    const secrets = [...ended.applied.flatMap((applied) => applied.secrets), ...secretsOf(change)];
    const report = buildReport(
      { ...raw, ...reportOf(ended, ports), checks: change.findings, durationMs: tools.clock.elapsed() },
      createRedactor(secrets),
    );
    const code = await tell(report, options);
    return ended.problems.length > 0 ? 1 : code;
  });
}

/** Shows the plan and waits for the word; an empty word needs no answer. */
async function ask({ result, secrets }: Planned, question: string, word: string): Promise<boolean> {
  if (word === "") return true;
  process.stderr.write(`\n${createRedactor(secrets)(result.output)}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim() === word;
  } finally {
    terminal.close();
  }
}

const OVERRIDE_FILE = z.strictObject({
  reason: z.string().trim().min(10, "expected a reason of at least 10 characters"),
  allow_delete: z.array(z.string()).min(1, "expected the addresses that may be deleted"),
});

type OverrideFile = z.infer<typeof OVERRIDE_FILE>;

async function readOverride(file: string): Promise<OverrideFile> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new ConfigurationError(`--override: ${file} cannot be read, expected a YAML file with reason and allow_delete`);
  });
  const parsed = OVERRIDE_FILE.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map(({ path, message }) => `${file}: ${path.join(".") || "the file"}: ${message}`).join("\n"),
  );
}

/** On the command line the person with the AWS rights is the special approver: the file says why and what may go. It covers deletions only. */
function overrideOf({ result }: Planned, { reason, allow_delete }: OverrideFile): OverrideRecord {
  const covered = result.findings.filter(
    ({ rule, address }) => rule === DELETION_RULE && address !== undefined && allow_delete.includes(address),
  );
  const frame = auditFrame();
  const at = new Date().toISOString();
  return {
    v: 1,
    repo: { id: 0, name: "" },
    pr: 1,
    head_sha: "0".repeat(40),
    environment: result.deployment.environment,
    approver: frame.run.actor ?? "",
    approver_id: 0,
    reason,
    comment_id: 0,
    created_at: at,
    record_sha256: "0".repeat(64),
    findings_sha256: "0".repeat(64),
    rules: [DELETION_RULE],
    findings: covered.map(findingId),
    allow_delete,
    issued_at: at,
  };
}

function recoveryMode(text: string): RecoveryMode {
  const mode = RECOVERY_MODES.find((known) => known === text);
  if (mode === undefined)
    throw new ConfigurationError(`--rollback: got ${JSON.stringify(text)}, expected one of ${RECOVERY_MODES.join(", ")}`);
  return mode;
}

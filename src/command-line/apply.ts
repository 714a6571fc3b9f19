import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { buildReport } from "../domain/report/build-report.ts";
import { DELETION_RULE } from "../domain/plan/deletion-protection.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { deletionsCovered, findingId, type Overriding } from "../domain/evidence/override.ts";
import type { Identities } from "../domain/report/redaction/identities.ts";
import { STATE_MOVED_RULE } from "../domain/state/moved.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { USUAL_RETENTION } from "../domain/state/retention.ts";
import type { RecoveryMode } from "../domain/state/recovery.ts";
import type { DeploymentResult } from "../domain/report/report.ts";
import { isBlockedByDeletions, withDeletionWords } from "../domain/report/results.ts";
import { checked, readYaml } from "../domain/controller/yaml-file.ts";
import { countsOf } from "../domain/plan/summary.ts";
import { applyChange, auditsOf, reportOf } from "../steps/apply-change.ts";
import { secretsOf } from "../steps/change.ts";
import type { Planned } from "../steps/plan.ts";
import { withoutProgress } from "../render/markdown/diff.ts";
import { logBlock } from "../render/neutralise.ts";
import { counted } from "../render/words.ts";
import { ask, canAsk } from "./ask.ts";
import { auditFrame, connected, folderReport, localStarter, userName } from "./connected.ts";
import type { ExitCode, Options } from "./options.ts";
import { open, runPlan, tell } from "./plan.ts";
import { expectedOf } from "./selection.ts";

/** Nobody here writes comments. */
const WAY_OUT = "--override FILE allows those that it names";
const RECOVERY_MODES = ["reconcile", "state", "off"] as const;

/** How a deployment is agreed to: what is asked, and the only answer that counts. null: it was agreed to before. */
type Question = (planned: Planned) => { question: string; answer: string } | null;

/** Applies the selected deployments; asks before each, unless `--yes`. */
export async function runApply(options: Options): Promise<ExitCode> {
  if (options["dry-run"]) return await runPlan("plan", options);
  if (!options.yes && !canAsk()) throw new ConfigurationError("apply: there is no terminal to ask on, expected --yes");
  return await applySelected("apply", options, ({ result: { counts, deployment } }) =>
    options.yes ? null : { question: `Apply ${countsOf(counts)} to ${deployment.id}? Only yes applies it: `, answer: "yes" },
  );
}

/** Destroys the selected deployments; each wants its own id typed, or given by `--confirm`. */
export async function runDestroy(options: Options): Promise<ExitCode> {
  const confirmed = new Set(options.confirm);
  return await applySelected("destroy", options, ({ result: { counts, deployment } }) =>
    confirmed.has(deployment.id)
      ? null
      : { question: `Destroy ${counted(counts.destroy, "resource")} of ${deployment.id}? Type its id: `, answer: deployment.id },
  );
}

async function applySelected(action: "apply" | "destroy", options: Options, questionFor: Question): Promise<ExitCode> {
  const recovery = recoveryMode(options.rollback);
  const frame = auditFrame(options);
  const override = options.override === undefined ? null : await readOverride(options.override);
  return await connected(options, {}, async ({ tools, controller, log, telemetry, signal, change: select }) => {
    const { change, ok } = await select({ orphans: action === "destroy" });
    if (!ok) return 2;
    const ids = change.deployments.map(({ id }) => id);
    if (action === "destroy") checkConfirmed(options.confirm, ids);
    const raw = folderReport(action);
    open(log, raw, change);
    if (ids.length === 0) return await tell(raw, options);
    const [terraform, { policies }, audits] = await Promise.all([
      tools.terraform(controller),
      tools.policies(controller),
      auditsOf(change.deployments, tools.storeFor),
    ]);
    const unread = [...audits].filter(([, records]) => records === null).map(([folder]) => folder);
    if (unread.length > 0)
      throw new ConfigurationError(`audit records below ${unread.join(", ")} cannot be read, expected those that this program writes`);
    const asks = action === "apply" ? !options.yes : ids.some((id) => !options.confirm.includes(id));
    const ports = {
      terraform,
      policies,
      clock: tools.clock,
      log,
      // One question at a time.
      maxParallel: asks ? () => 1 : tools.maxParallel,
      signal,
      storeFor: tools.storeFor,
      runs: null,
      parseTfvars: tools.parseTfvars,
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
        reviewed: () => ({
          recorded: "any",
          override: (planned) => (override === null ? null : overrideOf(planned, override)),
          confirm: async (planned) => {
            const asked = questionFor(planned);
            return asked === null || (await log.aside(async () => await agreed(planned, asked, controller.identities, signal)));
          },
        }),
        audits,
        starter: localStarter(action),
        frame: { ...frame, ...(override === null ? {} : { override: writtenBy(override) }) },
        how: {
          settings: controller.settings,
          claimant: null,
          recovery,
          verify: options.verify,
          ...USUAL_RETENTION,
          planMatch: "strict",
          destroy: action === "destroy",
        },
      },
      ports,
    );
    const local = {
      ...ended,
      applied: ended.applied.map((applied) => ({ ...applied, result: withDeletionWords(applied.result, WAY_OUT) })),
    };
    const results = local.applied.map(({ result }) => result);
    for (const problem of [...ended.problems, ...adviceOn(results, override)]) log.warning(problem);
    const secrets = [...ended.applied.flatMap((applied) => applied.secrets), ...secretsOf(change)];
    const report = buildReport(
      { ...raw, ...reportOf(local), checks: change.findings, durationMs: tools.clock.elapsed() },
      createRedactor(secrets, change.identities),
    );
    telemetry.report(report, tools.clock.elapsed());
    const code = await tell(report, options);
    return ended.problems.length > 0 ? 1 : code;
  });
}

/** Without a terminal every deployment must be confirmed before the first is destroyed. */
function checkConfirmed(confirmed: readonly string[], ids: readonly string[]): void {
  const unknown = confirmed.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new ConfigurationError(`--confirm: got ${JSON.stringify(unknown)}, ${expectedOf(ids)}`);
  const missing = ids.filter((id) => !confirmed.includes(id));
  if (missing.length > 0 && !canAsk())
    throw new ConfigurationError(
      `destroy: there is no terminal to ask on, expected ${missing.map((id) => `--confirm ${id}`).join(" ")}; --deployment ID selects one`,
    );
}

/** Shows the plan and waits for the answer. */
async function agreed(
  { result, secrets }: Planned,
  { question, answer }: { question: string; answer: string },
  identities: Identities,
  signal: AbortSignal,
): Promise<boolean> {
  process.stderr.write(`\n${logBlock(withoutProgress(createRedactor(secrets, identities)(result.output)))}\n`);
  return (await ask(question, signal)) === answer;
}

/** What the command line can do about blocked deletions, with the file to write; the findings speak of pull requests. */
function adviceOn(results: readonly DeploymentResult[], override: OverrideFile | null): string[] {
  const blocked = results.filter(isBlockedByDeletions);
  const deleted = new Set(results.flatMap(({ deletions }) => deletions.map(({ address }) => address)));
  const unused = override?.allow_delete.filter((address) => !deleted.has(address)) ?? [];
  return [
    ...(blocked.length === 0 ? [] : [overrideAdvice(blocked)]),
    ...(unused.length === 0 ? [] : [`--override: no plan deletes ${unused.join(", ")}`]),
  ];
}

function overrideAdvice(blocked: readonly DeploymentResult[]): string {
  const addresses = blocked.flatMap(({ deletions }) => deletions.map(({ address }) => `  - '${address.replaceAll("'", "''")}'`));
  return [
    "deletions are blocked here; --override FILE allows them, with a file such as",
    'reason: "why they may go"',
    "allow_delete:",
    ...addresses,
  ].join("\n");
}

const OVERRIDE_FILE = z
  .strictObject({
    reason: z.string().trim().min(10, "expected a reason of at least 10 characters"),
    allow_delete: z.array(z.string()).min(1, "expected the addresses that may be deleted").optional(),
    leave_state: z.array(z.string()).min(1, "expected the deployments whose old state may stay behind").optional(),
  })
  .refine((file) => file.allow_delete !== undefined || file.leave_state !== undefined, {
    error:
      "expected allow_delete with the addresses that may be deleted, or leave_state with the deployments whose old state may stay behind",
  })
  .transform(({ reason, allow_delete = [], leave_state = [] }) => ({ reason, allow_delete, leave_state }));

type OverrideFile = z.infer<typeof OVERRIDE_FILE>;

async function readOverride(file: string): Promise<OverrideFile> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new ConfigurationError(`--override: ${file} cannot be read, expected a YAML file with reason and allow_delete or leave_state`);
  });
  const { value, findings } = checked(readYaml(file, text), OVERRIDE_FILE);
  if (value === null) throw new ConfigurationError("--override: the file needs a change:", findings);
  return value;
}

/**
 * On the command line the person with the AWS rights is the special approver: the file says why, what may go and what may stay behind. It covers
 * nothing else.
 */
function overrideOf({ result }: Planned, override: OverrideFile): Overriding {
  const { findings, deployment } = result;
  const left = findings.filter(
    ({ rule, overridable }) => rule === STATE_MOVED_RULE && overridable && override.leave_state.includes(deployment.id),
  );
  return { ...writtenBy(override), findings: [...deletionsCovered(findings, override.allow_delete), ...left].map(findingId) };
}

/** What the audit records say of it. */
function writtenBy({ reason, allow_delete, leave_state }: OverrideFile) {
  return {
    approver: userName() ?? "",
    reason,
    comment_id: 0,
    created_at: new Date().toISOString(),
    rules: [...(allow_delete.length > 0 ? [DELETION_RULE] : []), ...(leave_state.length > 0 ? [STATE_MOVED_RULE] : [])],
    allow_delete,
  };
}

function recoveryMode(text: string): RecoveryMode {
  const mode = RECOVERY_MODES.find((known) => known === text);
  if (mode === undefined)
    throw new ConfigurationError(`--rollback: got ${JSON.stringify(text)}, expected one of ${RECOVERY_MODES.join(", ")}`);
  return mode;
}

import type { Remediation } from "../domain/controller/environments.ts";
import { mayBePutRight, remediationObjections, type RemediationResult } from "../domain/drift/remediation.ts";
import type { DriftResult } from "../domain/drift/report.ts";
import { messageOf } from "../domain/model/errors.ts";
import { format, sentence } from "../domain/model/finding.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { countsOf } from "../domain/plan/summary.ts";
import type { AuditRecord } from "../domain/state/audit-record.ts";
import type { RunStarter } from "../domain/state/run-start.ts";
import { applyChange, auditsOf, type ApplyChangePorts } from "./apply-change.ts";
import type { ApplySettings } from "./apply-work.ts";
import type { AuditFrame } from "./audit.ts";
import type { Controller } from "./change.ts";
import { lastApplied } from "./last-applied.ts";
import { touchedBy, type TouchedPorts } from "./touched.ts";
import type { Terraform } from "../ports/terraform.ts";
import type { FoundState } from "./found-state.ts";
import type { Looked } from "./look.ts";

export interface RemediatePorts extends Omit<ApplyChangePorts, "terraform">, TouchedPorts {
  /** With the role that may write, opened when something is put right. */
  terraform: () => Promise<Terraform>;
}

export interface RemediateSettings {
  stateKeyTemplate: string;
  /** What somebody asked for; null: what the environment wants. */
  asked: Exclude<Remediation, "none"> | null;
  how: Omit<ApplySettings, "settings" | "claimant" | "destroy" | "planMatch">;
  frame: AuditFrame;
  starter: RunStarter;
}

/** What was done, raw, and what nobody outside may see of it. */
export type Remedied = RemediationResult & { secrets: readonly Secret[] };

/**
 * Puts back what a look found changed outside, by what was applied last and with every gate of an apply but the pull request's: state health,
 * policies, deletion protection, backup, recovery, audit. The new plan may do nothing but that. Never throws: what goes wrong becomes the result.
 * @returns null: there is nothing to put right, or nobody wants it.
 */
export async function remediate(
  { result, good }: Pick<Looked, "result" | "good">,
  state: FoundState,
  controller: Controller,
  settings: RemediateSettings,
  ports: RemediatePorts,
): Promise<Remedied | null> {
  const mode = settings.asked ?? controller.settings.environments.get(result.environment)?.drift.remediate ?? "none";
  if (mode === "none" || good === null || !mayBePutRight(result, mode)) return null;
  try {
    const touching = await touchedBy(good, ports);
    if (touching !== null) return left(touching);
    return await putRight(result, good, state, mode, controller, settings, ports);
  } catch (error) {
    return left(sentence(messageOf(error)));
  }
}

function left(told: string): Remedied {
  return { outcome: "left", told, secrets: [] };
}

async function putRight(
  result: DriftResult,
  good: AuditRecord,
  { stateKey, account }: FoundState,
  mode: Exclude<Remediation, "none">,
  controller: Controller,
  { stateKeyTemplate, how, frame, starter }: RemediateSettings,
  ports: RemediatePorts,
): Promise<Remedied> {
  const { change, deployment } = await lastApplied(
    good,
    { id: result.id, stateKey, account },
    controller,
    stateKeyTemplate,
    ports.parseTfvars,
  );
  const denied = change.findings.filter(({ level }) => level === "deny");
  if (denied.length > 0) return left(sentence(`What was applied last breaks a check by now: ${denied.map(format).join("; ")}`));
  const { applied, problems } = await applyChange(
    {
      action: "remediate",
      change,
      controller,
      deployments: [deployment],
      reviewed: () => ({
        recorded: "any",
        override: () => null,
        confirm: () => Promise.resolve(true),
        limits: ({ plan }) => (plan === null ? [] : remediationObjections(plan, result.outside, mode)),
      }),
      audits: await auditsOf([deployment], ports.storeFor),
      starter,
      frame: { ...frame, inputsOf: good },
      how: { ...how, settings: controller.settings, claimant: null, destroy: false, planMatch: "strict" },
    },
    { ...ports, terraform: await ports.terraform() },
  );
  const [ended] = applied;
  if (ended === undefined) return left("The run was cancelled.");
  const { status, counts, error, recovery } = ended.result;
  const told = [
    status === "applied"
      ? `Put back by what was applied last: ${countsOf(counts)}.`
      : status === "in-sync"
        ? "Somebody has put it back meanwhile."
        : "",
    error === null ? "" : sentence(error),
    recovery ?? "",
    ...problems.map(sentence),
  ].filter((part) => part !== "");
  const outcome =
    status === "applied" || status === "in-sync" ? "put-right" : status === "failed" || status === "recovered" ? "failed" : "left";
  return { outcome: problems.length > 0 ? "failed" : outcome, told: told.join(" "), secrets: ended.secrets };
}

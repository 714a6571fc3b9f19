import type { GoldenTemplate } from "../domain/checks/golden-template.ts";
import {
  basisDigest,
  goldenTemplateDigest,
  isFresh,
  isKeptPlansKey,
  readKeptPlansFile,
  vouched,
  type PlanBasis,
  type VouchedPlan,
} from "../domain/evidence/kept-plan.ts";
import { FULL_RECORD, recordFolder, type FullRecord } from "../domain/evidence/record.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { inputsDigest } from "../domain/plan/digest.ts";
import { redactedPart } from "../domain/report/build-report.ts";
import { SHOWN_IDENTITIES } from "../domain/report/redaction/identities.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { blankResult } from "../domain/report/results.ts";
import { startsFolder } from "../domain/state/run-start.ts";
import { parsedJson } from "../domain/text/json-values.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest } from "../ports/pull-requests.ts";
import type { Verifier } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Terraform } from "../ports/terraform.ts";
import { inputsOf } from "./audit.ts";
import type { Change, Controller } from "./change.ts";
import { storesOf } from "./evidence.ts";
import type { Planned } from "./plan.ts";

export interface ReusePorts {
  storeFor: (account: Account) => Promise<StateStore>;
  verifier: Verifier;
  clock: Clock;
  log: Log;
}

/** For which validation plans are looked for, and what they may be at most. */
export interface ReuseQuestion {
  pull: Pick<PullRequest, "repository" | "number" | "headSha">;
  change: Change;
  controller: Controller;
  policySha256: string;
  terraform: Pick<Terraform, "tool" | "environmentSha256" | "secrets">;
  version: string;
  settings: ReuseSettings;
}

export interface ReuseSettings {
  /** So old a plan may be that stands for a new one. */
  maxAgeMs: number;
  /** Somebody asked for new plans: none stands for them, but they are kept. */
  anew: boolean;
}

/** Plans of earlier validations of a pull request that may stand for new ones. */
export interface Reuse {
  /** Whether there is any plan of it: only then it is worth looking at the state first. */
  mayHave(deployment: Deployment): boolean;
  /** The plan that was made of the very same; null: it has to be made. */
  find(deployment: Deployment, stateSha256: string | null): Planned | null;
  /** The plan as the next validation may show it. @param stateSha256 Of the state, as it was before terraform read it. */
  keep(planned: Planned, stateSha256: string | null): Planned;
}

/** Reads what the newest validation of the pull request has left: one list and one object for each store. What cannot be read is planned anew. */
export async function openReuse(question: ReuseQuestion, ports: ReusePorts): Promise<Reuse> {
  const kept = new Map<string, VouchedPlan>();
  if (question.settings.anew) return reuseOf(kept, question, ports.clock);
  const stores = await storesOf(question.change.deployments, ports.storeFor);
  const found = await Promise.all(
    stores.map(
      async (store) =>
        await keptIn(store, question, ports).catch((error: unknown) => {
          ports.log.warning(`plans of earlier validations could not be read, so all are made anew: ${messageOf(error)}`);
          return [];
        }),
    ),
  );
  for (const one of found.flat()) kept.set(one.plan.id, one);
  return reuseOf(kept, question, ports.clock);
}

/**
 * Deployments of which an earlier plan will probably stand for the new one: all that can be told before their states are looked at.
 * @returns Ids.
 */
export async function probablyReused(
  question: Pick<ReuseQuestion, "pull" | "change" | "settings">,
  controllerSha: string,
  ports: Omit<ReusePorts, "log">,
): Promise<Set<string>> {
  const { change, settings } = question;
  if (settings.anew) return new Set();
  const digests = new Map(change.deployments.map((one) => [one.id, inputsDigest(inputsOf(one, change.files.get(one.id)))]));
  const today = ports.clock.now().toISOString().slice(0, 10);
  try {
    const stores = await storesOf(change.deployments, ports.storeFor);
    const kept = await Promise.all(stores.map(async (store) => await newestKept(store, question, ports)));
    const likely = kept.flatMap((one) => {
      if (one?.record.controller_sha !== controllerSha) return [];
      const before = new Map(one.record.deployments.map(({ id, inputs_sha256 }) => [id, inputs_sha256]));
      return one.plans.filter(
        ({ plan: { id, planned_at: at } }) => at.startsWith(today) && before.has(id) && before.get(id) === digests.get(id),
      );
    });
    return new Set(likely.map(({ plan: { id } }) => id));
  } catch {
    // The runners say so when they cannot read it.
    return new Set();
  }
}

async function keptIn(store: StateStore, question: ReuseQuestion, ports: ReusePorts): Promise<VouchedPlan[]> {
  return (await newestKept(store, question, ports))?.plans ?? [];
}

/** Those of the newest object that a verified record vouches for, with that record; null: there are none. */
async function newestKept(
  store: StateStore,
  { pull: { repository, number }, settings }: Pick<ReuseQuestion, "pull" | "settings">,
  { verifier, clock }: Pick<ReusePorts, "verifier" | "clock">,
): Promise<{ record: FullRecord; plans: VouchedPlan[] } | null> {
  const folder = recordFolder({ repo: { id: repository.id, name: repository.fullName }, pr: number });
  const newest = (await store.list(folder))
    .filter(({ key }) => isKeptPlansKey(key))
    .toSorted((a, b) => a.modifiedAt.getTime() - b.modifiedAt.getTime())
    .at(-1);
  if (newest === undefined) return null;
  const file = readKeptPlansFile(parsedJson(new TextDecoder().decode((await store.get(newest.key))?.body)));
  if (file === null) return null;
  const record = FULL_RECORD.safeParse(await verifier.verify(file.record, "tf-orchestrator-validation"));
  if (!record.success || record.data.repo.id !== repository.id || record.data.pr !== number) return null;
  return { record: record.data, plans: file.plansOf(record.data).filter(({ plan }) => isFresh(plan, settings.maxAgeMs, clock.now())) };
}

function reuseOf(kept: ReadonlyMap<string, VouchedPlan>, question: ReuseQuestion, clock: Clock): Reuse {
  const { change, controller, policySha256, terraform, version, pull } = question;
  // Many deployments share a few.
  const templates = new Map<GoldenTemplate, string>();
  const digestOf = (template: GoldenTemplate): string => {
    const digest = templates.get(template) ?? goldenTemplateDigest(template);
    templates.set(template, digest);
    return digest;
  };
  const basisOf = (deployment: Deployment, stateSha256: string | null): string =>
    basisDigest({
      version,
      controllerSha256: controller.sha256,
      policySha256,
      tool: terraform.tool,
      environmentSha256: terraform.environmentSha256,
      day: clock.now().toISOString().slice(0, 10),
      deployment,
      inputsSha256: inputsDigest(inputsOf(deployment, change.files.get(deployment.id))),
      goldenTemplates: (change.goldenTemplates.get(deployment.id) ?? []).map(digestOf),
      stateSha256,
    } satisfies PlanBasis);
  return {
    mayHave: ({ id }) => kept.has(id),
    find: (deployment, stateSha256) => {
      const found = kept.get(deployment.id);
      if (found?.plan.basis_sha256 !== basisOf(deployment, stateSha256)) return null;
      return plannedBefore(found, deployment, [...(change.secrets.get(deployment.file) ?? []), ...terraform.secrets]);
    },
    keep: (planned, stateSha256) => {
      const { result, planSha256, actionsSha256, secrets } = planned;
      // Whoever validates again wants to know what it costs, too.
      if (planSha256 === null || actionsSha256 === null || result.costProblem !== undefined) return planned;
      const { counts, changes, deletions, findings, output, drift, cost } = result;
      // Accounts and addresses are named anew by each report.
      const redact = createRedactor(secrets, SHOWN_IDENTITIES);
      const plan = {
        id: result.deployment.id,
        basis_sha256: basisOf(result.deployment, stateSha256),
        plan_sha256: planSha256,
        actions_sha256: actionsSha256,
        head_sha: pull.headSha,
        planned_at: clock.now().toISOString(),
        result: redactedPart({ counts, changes, deletions, findings, output, drift, ...(cost === undefined ? {} : { cost }) }, redact),
      };
      return { ...planned, kept: vouched(plan) };
    },
  };
}

/** @param secrets Those that are known without the plan. */
function plannedBefore(kept: VouchedPlan, deployment: Deployment, secrets: Planned["secrets"]): Planned {
  const { plan } = kept;
  return {
    result: {
      ...blankResult(deployment),
      ...plan.result,
      status: "planned",
      error: null,
      reusedFrom: plan.head_sha,
    },
    planSha256: plan.plan_sha256,
    actionsSha256: plan.actions_sha256,
    plan: null,
    secrets,
    policyMillis: 0,
    kept,
  };
}

/** Whether a run says that it works on the deployment's state. Who cannot be asked may. */
export async function isWorkedOn({ account, stateKey }: Deployment, { storeFor }: Pick<ReusePorts, "storeFor">): Promise<boolean> {
  try {
    return (await (await storeFor(account)).list(startsFolder(stateKey))).length > 0;
  } catch {
    return true;
  }
}

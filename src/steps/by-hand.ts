import { decideByHand, type HandDecision } from "../domain/gates/by-hand.ts";
import type { HandRequest } from "../domain/run/hand-request.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { Account, Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { format } from "../domain/model/finding.ts";
import { heldBy, heldText, objections, UNREAD_AUDITS, type Held } from "../domain/model/gate.ts";
import { unplanned } from "../domain/report/results.ts";
import { lastGood, type AuditRecord } from "../domain/state/audit-record.ts";
import { managedCount, readState } from "../domain/state/file.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { OwnRun } from "../ports/own-run.ts";
import type { ParseTfvars } from "../ports/source.ts";
import type { StateStore } from "../ports/state-store.ts";
import { NOTHING_PLANNED } from "./apply-work.ts";
import { audited, auditsOf } from "./apply-change.ts";
import type { AuditFrame } from "./audit.ts";
import { runFrame } from "./audit-frame.ts";
import { openAuditHistory } from "./audit-history.ts";
import type { Change, Controller } from "./change.ts";
import { bareDeployment, recordsOf, stateOf, type FoundState } from "./found-state.ts";
import { lastApplied } from "./last-applied.ts";
import { touchedBy, type TouchedPorts } from "./touched.ts";

export interface HandPorts extends TouchedPorts {
  ownRun: OwnRun;
  storeFor: (account: Account) => Promise<StateStore>;
  parseTfvars: ParseTfvars;
  clock: Clock;
  log: Log;
  /** Who started the run. */
  actor: string;
}

/** Something that was asked for by hand, and the deployment it is about. */
export type HandScene = OpenScene | HeldScene;

export interface OpenScene {
  kind: "open";
  request: HandRequest;
  decision: Extract<HandDecision, { kind: "open" }>;
  state: FoundState;
  /** As it was applied last. */
  deployment: Deployment;
  change: Change;
  /** What was applied last. */
  good: AuditRecord;
  /** As `auditsOf` gives them, all of them read. */
  audits: ReadonlyMap<string, AuditRecord[]>;
  frame: AuditFrame;
}

/** It may not be done. */
export interface HeldScene {
  kind: "held";
  held: Held;
  /** As far as its state key tells. */
  deployment: Deployment;
  frame: AuditFrame;
}

/**
 * Everything that a change by hand rests on: who vouches for the run, what was applied last, and that nobody works on it in a pull request.
 * @throws ConfigurationError for an id that is of no account of the controller.
 */
export async function sceneByHand(
  request: HandRequest,
  controller: Controller,
  identity: RunIdentity,
  lockDays: number | null,
  ports: HandPorts,
): Promise<HandScene> {
  const { stateKeyTemplate: template } = identity;
  const { settings } = controller;
  const state = await stateOf(request.deployment, template, settings.accounts, ports.storeFor);
  const bare = bareDeployment(state, template);
  const decision = await decide(bare.environment, controller, ports.ownRun);
  const approvers = decision.kind === "open" ? decision.approvers : [];
  const frame: AuditFrame = {
    ...runFrame(identity, { actor: ports.actor, lockDays }),
    byHand: { approvers, reason: request.reason },
  };
  const notDone = (held: Held): HeldScene => ({ kind: "held", held, deployment: bare, frame });
  if (decision.kind === "held") return notDone(decision);
  try {
    const records = await recordsOf(state, template, openAuditHistory());
    const good = lastGood(records, bare.id);
    if (good === null) return notDone(await neverApplied(state));
    const touching = await touchedBy(good, ports);
    if (touching !== null) return notDone(heldBy(objections([touching], "Merge or close what is open, then start a new run.")));
    const { change, deployment } = await lastApplied(good, bare, controller, template, ports.parseTfvars);
    const denied = change.findings.filter(({ level }) => level === "deny").map(format);
    if (denied.length > 0)
      return notDone(heldBy(objections(denied, "What was applied last breaks a check by now: correct it in a pull request first.")));
    const audits = await auditsOf([deployment], ports.storeFor);
    if (!isAllRead(audits)) return notDone(heldBy([UNREAD_AUDITS]));
    return { kind: "open", request, decision, state, deployment, change, good, audits, frame: { ...frame, inputsOf: good } };
  } catch (error) {
    return notDone(heldBy(objections([messageOf(error)], "Settle it, then start a new run.")));
  }
}

function isAllRead(audits: ReadonlyMap<string, AuditRecord[] | null>): audits is ReadonlyMap<string, AuditRecord[]> {
  return [...audits.values()].every((records) => records !== null);
}

async function decide(environment: string, { settings: { approvers } }: Controller, ownRun: OwnRun): Promise<HandDecision> {
  const [run, reviews] = await Promise.all([ownRun.started(), ownRun.reviews()]);
  const names = new Set(reviews?.flatMap(({ environments }) => environments));
  const protections = new Map(await Promise.all([...names].map(async (name) => [name, await ownRun.protection(name)] as const)));
  return decideByHand({ run, reviews, protections, environment, approvers });
}

async function neverApplied({ stateKey, store }: FoundState): Promise<Held> {
  const object = await store.get(stateKey);
  const file = object === null ? null : readState(object.body);
  if (file === null || (file.kind === "state" && managedCount(file) === 0))
    return heldBy(objections([`${stateKey} holds no resources: it was destroyed, or never applied`], "Look at the id again."));
  return heldBy(
    objections(
      ["no audit record says what was applied last"],
      "Apply it once by a pull request, or use the command line in a checkout that has its tfvars.",
    ),
  );
}

/** Keeps that it was not done, and why. Returns what could not be written. */
export async function auditHeld(
  action: HandRequest["action"],
  { held, deployment, frame }: HeldScene,
  ports: Pick<HandPorts, "storeFor" | "clock" | "log">,
): Promise<string[]> {
  const result = unplanned(deployment, "refused", heldText(held));
  const problem = await audited(action, { ...NOTHING_PLANNED, result }, NO_FILES, frame, ports);
  return problem === null ? [] : [problem];
}

const NO_FILES = { files: new Map() };

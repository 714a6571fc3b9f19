import type { Environment } from "../domain/controller/environments.ts";
import { MIXED_CHANGE } from "../domain/change/controller-files.ts";
import { isEnvironment } from "../domain/controller/environments.ts";
import type { ControllerSettings } from "../domain/controller/files.ts";
import { lastPushAt } from "../domain/evidence/record-evidence.ts";
import type { LiveState } from "../domain/evidence/record.ts";
import type { ReviewEvidence } from "../domain/evidence/review.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { Finding } from "../domain/model/finding.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import type { PullRequest, IssueComment, PullRequests } from "../ports/pull-requests.ts";
import type { Verifier } from "../ports/signing.ts";
import type { SourceTree, ParseTfvars } from "../ports/source.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { AuditFrame } from "./audit.ts";
import { pullRequestFrame } from "./audit-frame.ts";
import { changedFilesOf } from "./changed-files.ts";
import { type Controller, type Change, loadChange } from "./change.ts";
import { type PullRequestRecords, storesOf, readRecords } from "./evidence.ts";

/** What reading the scene needs from outside. */
export interface ScenePorts {
  pullRequests: PullRequests;
  openSource(sha: string): Promise<SourceTree>;
  controller(): Promise<Controller>;
  parseTfvars: ParseTfvars;
  storeFor: (account: Account) => Promise<StateStore>;
  actor: string;
}

/** Everything about a pull request that overriding and merging decide on. */
export interface MergeScene {
  pull: PullRequest;
  controller: Controller;
  change: Change;
  /** The one environment, or why there is none. */
  environment: Environment | Finding;
  live: LiveState;
  records: PullRequestRecords;
  stores: StateStore[];
  lastPushAt: string | null;
  reviews: ReviewEvidence;
  comments: readonly IssueComment[];
  frame: AuditFrame;
}

/** What is known of a pull request before its files are read. */
export interface Spoken {
  pull: PullRequest;
  comments: readonly IssueComment[];
  reviews: ReviewEvidence;
}

export async function sceneOf(
  { pull, comments, reviews }: Spoken,
  lockDays: number | null,
  identity: RunIdentity,
  ports: ScenePorts,
  verifier: Verifier,
): Promise<MergeScene> {
  const [controller, source] = await Promise.all([ports.controller(), ports.openSource(pull.headSha)]);
  const change = await changeOf(source, pull, controller, ports.parseTfvars, identity, ports);
  const environment = mixedIn(change) ?? change.environment ?? noEnvironment(change, controller.settings);
  const stores = await storesOf(change.deployments, ports.storeFor);
  const records = await readRecords(pull, stores, verifier);
  const name = isEnvironment(environment) ? environment.name : "";
  return {
    pull,
    controller,
    change,
    environment,
    live: {
      repository: pull.repository,
      pullRequest: pull.number,
      headSha: pull.headSha,
      baseRef: pull.baseRef,
      baseSha: null,
      environment: name,
    },
    records,
    stores,
    lastPushAt: lastPushAt(records.records, pull.headSha),
    reviews,
    comments,
    frame: pullRequestFrame(pull, { reviews, override: records.override }, identity, { actor: ports.actor, lockDays }),
  };
}

export async function changeOf(
  source: SourceTree,
  pull: PullRequest,
  controller: Controller,
  parse: ParseTfvars,
  identity: RunIdentity,
  ports: Pick<ScenePorts, "pullRequests" | "openSource">,
): Promise<Change> {
  return await loadChange(source, controller, parse, {
    changed: await changedFilesOf(pull, ports),
    stateKeyTemplate: identity.stateKeyTemplate,
    repository: pull.repository.fullName,
    controllerRepository: identity.controllerRepository,
    oneEnvironment: true,
  });
}

/** Deployments beside files of the controller have no environment to go to, whatever a record says. */
function mixedIn({ findings }: Change): Finding | null {
  return findings.find(({ rule }) => rule === MIXED_CHANGE) ?? null;
}

export function noEnvironment({ findings }: Change, { environments }: ControllerSettings): Finding {
  return (
    findings.find(({ level }) => level === "deny") ?? {
      rule: "environment",
      level: "deny",
      severity: "high",
      message: "the pull request changes no deployment",
      remediation: `Change a tfvars file of ${[...environments.keys()].join(", ")}, or merge it by hand.`,
      overridable: false,
    }
  );
}

import type { ControllerSettings } from "../controller/files.ts";
import { missingRules, NO_RULES, type BranchRules } from "./branch-rules.ts";
import {
  APP_ID,
  APP_PRIVATE_KEY,
  APPROVAL_ENVIRONMENT,
  rulesetName,
  SIGNING_KEY,
  STATE_BUCKET,
  STATE_REGION,
  VERIFY_KEY,
} from "./names.ts";

/** What `setup` is asked to make. */
export interface SetupRequest {
  /** `owner/name`, as the sources. */
  controller: string;
  sources: string[];
  /** The controller's GitHub environments whose jobs get the keys. */
  environments: string[];
  settings: Pick<ControllerSettings, "environments" | "controllerApprovals"> & Partial<Pick<ControllerSettings, "approvalRules">>;
  /** Logins of the special approvers: they review what is started by hand. */
  approvers: string[];
  /** Whether the controller has a CODEOWNERS file: then the owners' approval is asked for. */
  hasCodeOwners: boolean;
  /** Of each environment, by name; what is not given stays as it is. */
  variables: ReadonlyMap<typeof STATE_BUCKET | typeof STATE_REGION, string>;
  labels: readonly LabelWanted[];
  /** The check run of the verdict. */
  checkName: string;
  /** Whether a GitHub App is to be made, in somebody's browser. */
  app: boolean;
}

export interface LabelWanted {
  name: string;
  /** Six hexadecimal digits. */
  color: string;
  description: string;
}

/** What lies in a repository or in one of its environments. */
export interface FoundKeeper {
  /** Names: nobody can read a secret back. */
  secrets: string[];
  variables: ReadonlyMap<string, string>;
}

export interface FoundEnvironment extends FoundKeeper {
  /** Which branches may use it: all, those that have rules, or these, names and patterns. */
  branches: "all" | "protected" | { id: number; name: string }[];
  /** Logins, and names of teams; empty: nobody has to review its jobs. */
  reviewers: string[];
}

/** A repository as it is. */
export interface FoundRepository {
  defaultBranch: string;
  /** By name; of those that were asked about, the ones that are there. */
  environments: ReadonlyMap<string, FoundEnvironment>;
  kept: FoundKeeper;
  labels: string[];
  branches: string[];
  /** The rules that hold, by branch, whoever made them. */
  rules: ReadonlyMap<string, BranchRules>;
  rulesets: { id: number; name: string }[];
}

/** What is done to a repository. */
export type Deed =
  | {
      kind: "environment";
      name: string;
      branch: string;
      others: { id: number; name: string }[];
      limited: boolean;
      /** Logins of those that are to review its jobs; null: that stays as it is. */
      reviewers: string[] | null;
    }
  /** A pair of keys: the signing key for these environments; the verify key is added to those that each environment accepts. */
  | { kind: "keys"; signing: string[]; verify: { environment: string; before: string | null }[] }
  | { kind: "variable"; environment: string | null; name: string; value: string; isNew: boolean }
  | { kind: "label"; label: LabelWanted }
  | { kind: "branch"; name: string; from: string }
  | { kind: "ruleset"; id: number | null; name: string; branch: string; rules: BranchRules };

/** A GitHub App, made in somebody's browser; its id and key go to these places. */
export interface AppDeed {
  kind: "app";
  places: AppPlace[];
}

export interface AppPlace {
  repository: string;
  /** null: the repository itself. */
  environment: string | null;
  /** Whether there is no id yet. */
  isNew: boolean;
}

export type SetupStep = {
  repository: string;
  what: string;
  detail: string;
  /** Only what is started by hand needs it. */
  optional?: true;
} & ({ action: "create" | "change"; deed: Deed | AppDeed } | { action: "keep" } | /** Somebody has to see to it. */ { action: "by hand" });

/**
 * Everything that the repositories must have, and what is to be done for it.
 * @param found By `owner/name`: all of the request.
 * @returns In the order in which it is done.
 */
export function setupSteps(request: SetupRequest, found: ReadonlyMap<string, FoundRepository>): SetupStep[] {
  const controller = foundOf(found, request.controller);
  const appId = appIdOf(controller, request.environments);
  return [
    ...controllerSteps(request, controller),
    ...request.sources.flatMap((source) =>
      sourceSteps(request, source, foundOf(found, source), source === request.controller ? null : appId),
    ),
    // Last: the environments are there, and limited.
    ...appSteps(request, found),
  ];
}

function foundOf(found: ReadonlyMap<string, FoundRepository>, repository: string): FoundRepository {
  const one = found.get(repository);
  if (one === undefined) throw new Error(`${repository} was not looked at`);
  return one;
}

/** The App that makes the checks; null while it is not known. */
function appIdOf(controller: FoundRepository, environments: readonly string[]): number | null {
  const ids = environments.flatMap((name) => controller.environments.get(name)?.variables.get(APP_ID) ?? []);
  const id = Number(ids[0]);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

function controllerSteps(request: SetupRequest, found: FoundRepository): SetupStep[] {
  const { controller: repository, environments } = request;
  const alone = request.sources.includes(repository);
  return [
    ...environments.map((name) => environmentStep(repository, name, found)),
    approvalStep(request, found),
    ...keySteps(request, found),
    ...environments.flatMap((environment) => variableSteps(request, environment, found)),
    ...rulesetSteps(repository, found.defaultBranch, found, {
      pullRequest: {
        approvals: alone ? request.settings.controllerApprovals : 1,
        dismissesStale: true,
        asksLastPush: true,
        asksCodeOwners: request.hasCodeOwners,
      },
      // Of a controller of its own, nothing is validated.
      checks: [],
      keepsFromDeletion: true,
      keepsFromForcePush: true,
    }),
  ];
}

const EMPTY: FoundKeeper = { secrets: [], variables: new Map() };

/** GitHub takes no more. */
const MOST_REVIEWERS = 6;

/** The environment whose reviewers approve what is started by hand. Reviewers that are there stay. */
function approvalStep({ controller: repository, approvers }: SetupRequest, found: FoundRepository): SetupStep {
  const step = environmentStep(repository, APPROVAL_ENVIRONMENT, found);
  const there = found.environments.get(APPROVAL_ENVIRONMENT)?.reviewers ?? [];
  const reviewers = there.length > 0 ? there : approvers.slice(0, MOST_REVIEWERS);
  if (reviewers.length === 0)
    return {
      action: "by hand",
      repository,
      what: step.what,
      optional: true,
      detail: "special-approvers.yaml names nobody who could review what is started by hand: name them, then run setup github again",
    };
  const detail = `${step.detail}, reviewed by ${reviewers.join(", ")}`;
  if (there.length > 0) return { ...step, optional: true, detail };
  const deed: Deed =
    "deed" in step && step.deed.kind === "environment"
      ? { ...step.deed, reviewers }
      : { kind: "environment", name: APPROVAL_ENVIRONMENT, branch: found.defaultBranch, others: [], limited: true, reviewers };
  return { action: step.action === "create" ? "create" : "change", repository, what: step.what, optional: true, detail, deed };
}

function environmentStep(repository: string, name: string, { environments, defaultBranch: branch }: FoundRepository): SetupStep {
  const what = `environment ${name}`;
  const found = environments.get(name);
  const deed = (others: { id: number; name: string }[], limited: boolean): Deed => {
    return { kind: "environment", name, branch, others, limited, reviewers: null };
  };
  if (found === undefined) return { action: "create", repository, what, detail: `for jobs on ${branch} only`, deed: deed([], false) };
  const { branches } = found;
  if (branches === "all" || branches === "protected") {
    const was = branches === "all" ? "of any branch" : "of every branch with rules";
    return { action: "change", repository, what, detail: `for jobs on ${branch} only, not ${was} as now`, deed: deed([], false) };
  }
  const others = branches.filter((one) => one.name !== branch);
  if (others.length === 0 && branches.length > 0) return { action: "keep", repository, what, detail: `for jobs on ${branch} only` };
  const closed = others.length === 0 ? "" : `; closed for ${others.map((one) => one.name).join(", ")}`;
  return { action: "change", repository, what, detail: `for jobs on ${branch} only${closed}`, deed: deed(others, true) };
}

/**
 * A signing key that is there is kept, and cannot be read back: an environment without one gets a new pair, whose verify key is accepted beside
 * those that are there.
 */
function keySteps({ controller: repository, environments }: SetupRequest, found: FoundRepository): SetupStep[] {
  const of = (name: string): FoundKeeper => found.environments.get(name) ?? EMPTY;
  const signing = environments.filter((name) => !of(name).secrets.includes(SIGNING_KEY));
  const kept = environments
    .filter((name) => !signing.includes(name))
    .map((name): SetupStep => {
      const what = `${SIGNING_KEY}, ${VERIFY_KEY} of environment ${name}`;
      return of(name).variables.has(VERIFY_KEY)
        ? { action: "keep", repository, what, detail: "kept: nobody can read the signing key back" }
        : {
            action: "by hand",
            repository,
            what,
            detail: `the signing key is there without its verify key: store that as ${VERIFY_KEY}, or delete ${SIGNING_KEY} and run setup github again for a new pair`,
          };
    });
  if (signing.length === 0) return kept;
  const verify = environments.map((environment) => ({ environment, before: of(environment).variables.get(VERIFY_KEY) ?? null }));
  const rotates = verify.some(({ before }) => before !== null);
  return [
    ...kept,
    {
      action: "create",
      repository,
      what: `${SIGNING_KEY}, ${VERIFY_KEY} of environment ${signing.join(", ")}`,
      detail: rotates
        ? "a new pair of keys, made here and shown to nobody; its verify key beside those that are there"
        : "a pair of keys, made here and shown to nobody",
      deed: { kind: "keys", signing, verify },
    },
  ];
}

function variableSteps({ controller: repository, variables }: SetupRequest, environment: string, found: FoundRepository): SetupStep[] {
  const kept = found.environments.get(environment)?.variables ?? new Map<string, string>();
  return ([STATE_BUCKET, STATE_REGION] as const).map((name): SetupStep => {
    const what = `${name} of environment ${environment}`;
    const [before, value] = [kept.get(name), variables.get(name)];
    if (value === undefined)
      return before === undefined
        ? { action: "by hand", repository, what, detail: `missing: setup github ${OPTION_OF[name]} stores it` }
        : { action: "keep", repository, what, detail: before };
    if (before === value) return { action: "keep", repository, what, detail: value };
    const deed: Deed = { kind: "variable", environment, name, value, isNew: before === undefined };
    return before === undefined
      ? { action: "create", repository, what, detail: value, deed }
      : { action: "change", repository, what, detail: `${before} becomes ${value}`, deed };
  });
}

const OPTION_OF = { [STATE_BUCKET]: "--state-bucket NAME", [STATE_REGION]: "--state-region NAME" } as const;

/** Whether one repository has both roles, and no other one is a source. */
export function isOneForBoth({ controller, sources }: Pick<SetupRequest, "controller" | "sources">): boolean {
  return sources.length > 0 && sources.every((source) => source === controller);
}

function appSteps(request: SetupRequest, found: ReadonlyMap<string, FoundRepository>): SetupStep[] {
  const { controller, environments, sources } = request;
  const places = [
    // A push, which has no environment, opens pull requests by the App; with one repository for both, the other jobs do without it.
    ...(isOneForBoth(request) ? [] : environments).map((environment) => ({
      repository: controller,
      environment,
      kept: foundOf(found, controller).environments.get(environment) ?? EMPTY,
    })),
    ...sources.map((repository) => ({ repository, environment: null, kept: foundOf(found, repository).kept })),
  ].map((place) => {
    const id = place.kept.variables.get(APP_ID) ?? null;
    return { ...place, id, isComplete: id !== null && place.kept.secrets.includes(APP_PRIVATE_KEY) };
  });
  const whole = places.find(({ isComplete }) => isComplete);
  if (request.app && whole === undefined) {
    const deed: AppDeed = {
      kind: "app",
      places: places.map(({ repository, environment, id }) => ({ repository, environment, isNew: id === null })),
    };
    const detail = `made by you on GitHub, in a browser; its key goes into ${APP_PRIVATE_KEY} of ${[controller, ...sources.filter((source) => source !== controller)].join(", ")}, and nowhere else`;
    return [{ action: "create", repository: controller, what: "GitHub App", detail, deed }];
  }
  const missing =
    whole === undefined
      ? "missing: setup github --app has GitHub make the App"
      : `missing: make one more private key in the settings of the App ${whole.id ?? ""} and store it; nobody can read back the one that is there`;
  return places.map(({ repository, environment, id, isComplete }): SetupStep => {
    const what = `${APP_ID}, ${APP_PRIVATE_KEY} of ${environment === null ? "the repository" : `environment ${environment}`}`;
    return isComplete
      ? { action: "keep", repository, what, detail: `the App ${id ?? ""}` }
      : { action: "by hand", repository, what, detail: missing };
  });
}

function sourceSteps(request: SetupRequest, repository: string, found: FoundRepository, appId: number | null): SetupStep[] {
  const environments = [...request.settings.environments.values()];
  const branches = [...new Set(environments.map(({ branch }) => branch))];
  return [
    ...labelSteps(request, repository, found),
    ...branches.map((name) => branchStep(repository, name, found)),
    ...branches
      // With both roles in one repository, the controller's rules are for the default branch.
      .filter((branch) => repository !== request.controller || branch !== found.defaultBranch)
      .flatMap((branch) =>
        rulesetSteps(repository, branch, found, {
          pullRequest: {
            approvals: Math.max(...environments.filter((one) => one.branch === branch).map(({ minApprovals }) => minApprovals)),
            dismissesStale: true,
            asksLastPush: true,
            asksCodeOwners: false,
          },
          checks: [{ name: request.checkName, app: appId }],
          keepsFromDeletion: true,
          keepsFromForcePush: true,
        }),
      ),
  ];
}

function labelSteps({ labels }: SetupRequest, repository: string, found: FoundRepository): SetupStep[] {
  const there = new Set(found.labels.map((name) => name.toLowerCase()));
  return labels.map((label): SetupStep => {
    const what = `label ${label.name}`;
    return there.has(label.name)
      ? { action: "keep", repository, what, detail: "" }
      : { action: "create", repository, what, detail: label.description, deed: { kind: "label", label } };
  });
}

function branchStep(repository: string, name: string, { branches, defaultBranch: from }: FoundRepository): SetupStep {
  const what = `branch ${name}`;
  if (branches.includes(name)) return { action: "keep", repository, what, detail: "" };
  return { action: "create", repository, what, detail: `from ${from}`, deed: { kind: "branch", name, from } };
}

function rulesetSteps(repository: string, branch: string, found: FoundRepository, rules: BranchRules): SetupStep[] {
  const name = rulesetName(branch);
  const what = `rules of branch ${branch}`;
  const lacks = missingRules(found.rules.get(branch) ?? NO_RULES, rules);
  if (lacks.length === 0) return [{ action: "keep", repository, what, detail: "" }];
  const id = found.rulesets.find((one) => one.name === name)?.id ?? null;
  return [
    {
      action: id === null ? "create" : "change",
      repository,
      what,
      detail: `ruleset "${name}" asks for ${lacks.join(", ")}`,
      deed: { kind: "ruleset", id, name, branch, rules },
    },
  ];
}

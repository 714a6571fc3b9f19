import { newestFor } from "../domain/evidence/record-evidence.ts";
import {
  isSame,
  MOST_DEPENDENCIES,
  nameOfPull,
  parseDependsOn,
  parseName,
  type Dependency,
  type DependencyState,
} from "../domain/gates/depends.ts";
import type { Account } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import { groupBy } from "../domain/model/groups.ts";
import { dispatchPayload } from "../domain/run/dispatch-payload.ts";
import type { RunIdentity } from "../domain/run/identity.ts";
import { alreadyApplied } from "../domain/state/audit-record.ts";
import type { FullRecord } from "../domain/evidence/record.ts";
import { waitsNote } from "../render/markdown/depends.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequest, PullRequests } from "../ports/pull-requests.ts";
import type { Repository } from "../ports/repository.ts";
import type { Verifier } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import { readAudits, readRecords, storesIn } from "./evidence.ts";

export interface DependsPorts {
  /** Another pull request. @param repository `owner/name` */
  pullRequestOf: (repository: string, number: number) => Promise<Pick<PullRequests, "get" | "note" | "notesAbout">>;
}

/** What proves that another pull request was applied. */
export interface ProofPorts {
  accounts: readonly Account[];
  storeFor: (account: Account) => Promise<StateStore>;
  verifier: Verifier;
  /** `owner/name`: what is merged there is in force. */
  controllerRepository: string;
}

/**
 * The pull requests that this one depends on, as they are now.
 * @param proof null: nobody asks what was applied.
 */
export async function readDependencies(pull: PullRequest, proof: ProofPorts | null, ports: DependsPorts): Promise<DependencyState[]> {
  const here = pull.repository.fullName;
  const read = pullsOnce(ports);
  const states: DependencyState[] = [];
  for (const [index, dependency] of parseDependsOn(pull.body, here).entries()) {
    const named = { ...dependency, name: nameOfPull(dependency, here) };
    // What is too many holds anyway.
    states.push(index < MOST_DEPENDENCIES ? { ...named, ...(await stateOf(dependency, pull, read, proof)) } : { ...named, kind: "open" });
  }
  return states;
}

type ReadPull = (dependency: Dependency) => Promise<PullRequest>;

function pullsOnce({ pullRequestOf }: DependsPorts): ReadPull {
  const known = new Map<string, Promise<PullRequest>>();
  return async ({ repository, number }) => {
    const key = `${repository.toLowerCase()}#${number}`;
    const asked = known.get(key) ?? pullRequestOf(repository, number).then(async (pull) => await pull.get());
    known.set(key, asked);
    return await asked;
  };
}

type Found = DependencyState extends infer State ? (State extends unknown ? Omit<State, "repository" | "number" | "name"> : never) : never;

async function stateOf(dependency: Dependency, pull: PullRequest, read: ReadPull, proof: ProofPorts | null): Promise<Found> {
  try {
    const circle = await circleFrom(dependency, pull, read);
    if (circle !== null) return { kind: "circle", circle };
    const other = await read(dependency);
    if (!other.merged) return { kind: other.state };
    const why = proof === null ? "nobody has asked yet whether it was applied" : await whyNotApplied(other, proof);
    return why === null ? { kind: "applied" } : { kind: "merged", why };
  } catch (error) {
    return { kind: "unknown", why: messageOf(error) };
  }
}

/** The way from the pull request over a dependency back to itself; null: there is none among those that are open and can be read. */
async function circleFrom(first: Dependency, pull: PullRequest, read: ReadPull): Promise<string[] | null> {
  const here = pull.repository.fullName;
  const self = nameOfPull({ repository: here, number: pull.number }, here);
  const seen = new Set<string>();
  const follow = async (dependency: Dependency, way: readonly string[]): Promise<string[] | null> => {
    const name = nameOfPull(dependency, here);
    if (name === self) return [...way, self];
    if (seen.has(name) || seen.size >= MOST_DEPENDENCIES) return null;
    seen.add(name);
    const other = await read(dependency).catch(() => null);
    if (other === null || other.merged || other.state === "closed") return null;
    for (const next of parseDependsOn(other.body, other.repository.fullName)) {
      const found = await follow(next, [...way, name]);
      if (found !== null) return found;
    }
    return null;
  };
  return await follow(first, [self]);
}

/** null: a verified record of its head names what it changes, and an audit record says of each that it was applied. */
async function whyNotApplied(pull: PullRequest, proof: ProofPorts): Promise<string | null> {
  const record = await recordOf(pull, proof);
  if (record === null) {
    return isSame(pull.repository.fullName, proof.controllerRepository) ? null : "no verified record says what it changes";
  }
  const accounts = new Map(proof.accounts.map((account) => [account.name, account]));
  for (const [, of] of groupBy(record.deployments, ({ account, project }) => `${account}/${project}`)) {
    const [first] = of;
    const account = first === undefined ? undefined : accounts.get(first.account);
    if (first === undefined || account === undefined) return `its account ${first?.account ?? ""} is not in accounts.yaml any more`;
    const audits = await readAudits({ account, project: first.project }, await proof.storeFor(account));
    if (audits === null) return "the audit records could not all be read";
    const left = of.filter(({ id }) => alreadyApplied(audits, pull.headSha, id) === null);
    if (left.length > 0) return `${left.map(({ id }) => id).join(", ")} ${left.length === 1 ? "is" : "are"} not applied`;
  }
  return null;
}

/** The newest record of the head that was merged, from the first store that has one. */
async function recordOf(pull: PullRequest, { accounts, storeFor, verifier }: ProofPorts): Promise<FullRecord | null> {
  for (const store of await storesIn(accounts, storeFor)) {
    const { records } = await readRecords(pull, [store], verifier);
    const newest = newestFor(records, pull.headSha);
    if (newest !== null) return newest;
  }
  return null;
}

const WAITS = "waits ";

/**
 * Says in the comments of those that are waited for who waits.
 * @returns The states, and of which in another repository it could not be said: that one will not start this one.
 */
export async function tellAwaited(
  pull: PullRequest,
  states: readonly DependencyState[],
  log: Log,
  ports: DependsPorts,
): Promise<DependencyState[]> {
  const untold = new Set<string>();
  for (const { repository, number, name } of states.filter(({ kind }) => kind === "open").slice(0, MOST_DEPENDENCIES)) {
    const waiting = nameOfPull({ repository: pull.repository.fullName, number: pull.number }, repository);
    try {
      const other = await ports.pullRequestOf(repository, number);
      await other.note("validate", waitsNote(waiting), `${WAITS}${waiting}`);
      // Where nothing was validated yet there is no comment that could say it.
      if (!(await other.notesAbout("validate")).includes(`${WAITS}${waiting}`)) untold.add(name);
    } catch (error) {
      untold.add(name);
      log.warning(`${name} could not be told that ${waiting} waits for it: ${messageOf(error)}`);
    }
  }
  const here = pull.repository.fullName;
  return states.map((state) => (untold.has(state.name) && !isSame(state.repository, here) ? { ...state, untold: true as const } : state));
}

export interface StartPorts {
  pullRequests: Pick<PullRequests, "openPulls" | "notesAbout">;
  pullRequestOf: DependsPorts["pullRequestOf"];
  /** To the controller. */
  dispatch: Repository["dispatch"];
  actor: string;
  log: Log;
}

/** An open pull request that waits for another. */
interface Waiting extends Dependency {
  /** As far as it is known: a hint. */
  headSha: string;
}

/** Asks for the merge of the open pull requests that waited for this one. Each asks its own gate. */
export async function startWaiting(pull: PullRequest, { runId }: RunIdentity, ports: StartPorts): Promise<void> {
  const here = pull.repository.fullName;
  const start = async (find: () => Promise<Waiting[]>) => {
    try {
      for (const { repository, number, headSha } of await find()) {
        const payload = { action: "merge", sourceRepository: repository, pullRequest: number, headSha, runId, actor: ports.actor } as const;
        await ports.dispatch("tf-merge", dispatchPayload(payload));
        ports.log.line(`dispatch   tf-merge sent for ${nameOfPull({ repository, number }, here)}, which waited for #${pull.number}`);
      }
    } catch (error) {
      ports.log.warning(
        `pull requests that waited for #${pull.number} could not be started (${messageOf(error)}): comment /tf apply in each`,
      );
    }
  };
  await start(async () =>
    (await ports.pullRequests.openPulls()).flatMap(({ number, headSha, body, fork }) =>
      !fork && dependsOn(body, here, pull) ? [{ repository: here, number, headSha }] : [],
    ),
  );
  await start(async () => await waitingElsewhere(pull, ports));
}

function dependsOn(body: string, repository: string, { number, repository: { fullName } }: PullRequest): boolean {
  return parseDependsOn(body, repository).some((one) => one.number === number && isSame(one.repository, fullName));
}

/** Of a head that nobody can see. (git, for no object) */
const UNKNOWN_SHA = "0".repeat(40);

/**
 * Those in other repositories, as they have told our comment. One that does not wait any more is left alone; where this run may not look, the run that
 * is asked to merge does.
 */
async function waitingElsewhere(pull: PullRequest, { pullRequests, pullRequestOf, log }: StartPorts): Promise<Waiting[]> {
  const here = pull.repository.fullName;
  const named = (await pullRequests.notesAbout("validate")).flatMap((about) =>
    about.startsWith(WAITS) ? [parseName(about.slice(WAITS.length))] : [],
  );
  const waiting: Waiting[] = [];
  for (const one of named.slice(0, MOST_DEPENDENCIES)) {
    if (one === null || isSame(one.repository, here)) continue;
    try {
      const { state, headSha, body, fork } = await (await pullRequestOf(one.repository, one.number)).get();
      if (state === "open" && !fork && dependsOn(body, one.repository, pull)) waiting.push({ ...one, headSha });
    } catch (error) {
      log.line(`dispatch   ${nameOfPull(one, here)} cannot be looked at from here (${messageOf(error)}): its own run does`);
      waiting.push({ ...one, headSha: UNKNOWN_SHA });
    }
  }
  return waiting;
}

import { branchParts, partBranch, type BranchPart, type BranchParts, type PartsQuestion } from "../domain/change/branch-parts.ts";
import { changedBetween } from "../domain/change/changed-files.ts";
import { environmentOf, isEnvironment } from "../domain/controller/environments.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { ConfigurationError, RefusedError } from "../domain/model/errors.ts";
import { isFile, touchedPaths, type ChangedFile, type SourceEntry } from "../domain/model/source-tree.ts";
import type { Push } from "../domain/run/push-event.ts";
import type { Branches, Fork } from "../ports/branches.ts";
import type { Log } from "../ports/log.ts";
import type { Repository } from "../ports/repository.ts";
import type { SourceTree } from "../ports/source.ts";
import type { Change, Controller } from "../steps/change.ts";
import { partBody } from "../render/markdown/pull-request-body.ts";

export interface OpenPartsPorts {
  by: PartsQuestion["by"];
  repository: Repository;
  branches: Branches;
  controller: Controller;
  openSource(sha: string): Promise<SourceTree>;
  /** Reads what the branch changes since a commit. */
  changeSince(head: SourceTree, base: SourceTree, changed: ChangedFile[]): Promise<Change>;
  log: Log;
  title: string;
  /** Of a pull request that was opened or has a new head. */
  opened(pull: { number: number; author: string; headSha: string }): Promise<void>;
}

/** One part, with where its branch starts and what its files are at the head. */
interface Piece extends BranchPart {
  base: string;
  fork: Fork;
  files: Map<string, SourceEntry | null>;
}

/**
 * Makes one pull request of each environment (or service) that a pushed branch changes, or brings theirs up to date.
 * @returns Their numbers; null: the branch has one part and never had more, so it is a pull request itself.
 * @throws RefusedError when parts cannot go without each other; ConfigurationError for a base branch that is not there.
 */
export async function openParts(push: Push, ports: OpenPartsPorts): Promise<number[] | null> {
  const { branches, log } = ports;
  const { pieces, leftOut } = await piecesOf(push, ports);
  const before = new Set(await branches.beginningWith(partBranch(push.branch, "")));
  const [only] = pieces;
  if (pieces.length < 2 && (only === undefined || !before.has(partBranch(push.branch, only.name)))) return null;
  if (leftOut.length > 0) log.line(`open-pr    left out, as no deployment has them: ${leftOut.slice(0, 20).join(", ")}`);
  const numbers: number[] = [];
  const { stages } = ports.controller.settings;
  const byStage = new Map<number, number[]>();
  for (const piece of inStages(pieces, stages)) {
    const head = partBranch(push.branch, piece.name);
    const at = await bringUpToDate(push, piece, before.has(head), ports);
    const stage = stages.indexOf(piece.environment);
    const number = await pullRequestOf(push, { piece, at, after: stageBefore(byStage, stage) }, ports);
    byStage.set(stage, [...(byStage.get(stage) ?? []), number]);
    numbers.push(number);
    before.delete(head);
  }
  for (const name of before) log.line(`open-pr    ${name} is left as it is: ${push.branch} changes nothing of it any more`);
  return numbers;
}

/** The first stage first; those of no stage before all. */
function inStages(pieces: readonly Piece[], stages: readonly string[]): Piece[] {
  return pieces.toSorted((a, b) => stages.indexOf(a.environment) - stages.indexOf(b.environment));
}

/** The pull requests of the nearest stage before, of those that the branch has. A part of no stage waits for none. */
function stageBefore(byStage: ReadonlyMap<number, number[]>, stage: number): number[] {
  const before = [...byStage.keys()].filter((other) => other >= 0 && other < stage);
  return byStage.get(Math.max(...before)) ?? [];
}

/** The parts against each environment's own branch: what that branch has already is no change. */
async function piecesOf(push: Push, ports: OpenPartsPorts): Promise<{ pieces: Piece[]; leftOut: string[] }> {
  const { environments } = ports.controller.settings;
  const forks = new Map<string, Fork>();
  for (const branch of new Set([...environments.values()].map((environment) => environment.branch))) {
    const fork = await ports.branches.forkOf(branch, push.headSha);
    if (fork !== null) forks.set(branch, fork);
  }
  const opened = new Map<string, Promise<SourceTree>>();
  const open = async (sha: string): Promise<SourceTree> => {
    const tree = opened.get(sha) ?? ports.openSource(sha);
    opened.set(sha, tree);
    return await tree;
  };
  const head = await open(push.headSha);
  const looked = new Map<string, { change: Change; paths: string[] }>();
  const pieces: Piece[] = [];
  const leftOut = new Set<string>();
  for (const [base, fork] of forks) {
    const since = looked.get(fork.sha) ?? (await lookSince(head, await open(fork.sha), ports));
    looked.set(fork.sha, since);
    const [atHead, atTip] = await Promise.all([entriesOf(head), entriesOf(await open(fork.tip))]);
    const isThere = (path: string) => sameness(atHead.get(path)) === sameness(atTip.get(path));
    const found = branchParts({
      by: ports.by,
      paths: since.paths.filter((path) => !isThere(path)),
      deployments: since.change.deployments,
      gone: goneOf(since.change),
    });
    for (const path of found.leftOut) leftOut.add(path);
    const here = found.parts.filter((part) => baseOf(part, ports, forks) === base);
    if (here.length > 0) refuseWhatHangsTogether(found, here, since.change);
    pieces.push(...here.map((part) => ({ ...part, base, fork, files: filesOf(part, atHead) })));
  }
  return { pieces: pieces.sort((a, b) => (a.name < b.name ? -1 : 1)), leftOut: [...leftOut].sort() };
}

async function lookSince(head: SourceTree, base: SourceTree, ports: OpenPartsPorts): Promise<{ change: Change; paths: string[] }> {
  const changed = changedBetween(await base.list(), await head.list());
  return { change: await ports.changeSince(head, base, changed), paths: changed.flatMap(touchedPaths) };
}

async function entriesOf(tree: SourceTree): Promise<Map<string, SourceEntry>> {
  return new Map((await tree.list()).map((entry) => [entry.path, entry]));
}

/** What a part's branch gets. @throws RefusedError for what is no regular file. */
function filesOf({ paths }: BranchPart, atHead: ReadonlyMap<string, SourceEntry>): Map<string, SourceEntry | null> {
  return new Map(
    paths.map((path) => {
      const entry = atHead.get(path) ?? null;
      if (entry !== null && !isFile(entry))
        throw new RefusedError(`${path} is no regular file, so the branch cannot be split`, "Put a file there.");
      return [path, entry];
    }),
  );
}

function sameness(entry: SourceEntry | undefined): string {
  return entry === undefined ? "" : `${entry.mode} ${entry.oid ?? ""}`;
}

function goneOf({ moves, deployments }: Change): PartsQuestion["gone"] {
  const byFile = new Map(deployments.map((deployment) => [deployment.file, deployment]));
  const owned = (file: string, deployment: Deployment | null | undefined) =>
    deployment === null || deployment === undefined ? [] : [{ file, with: deployment }];
  return [
    ...moves.removed.flatMap(({ file, deployment }) => owned(file, deployment)),
    ...moves.renamed.flatMap(({ from, to }) => owned(from, byFile.get(to))),
    ...moves.moved.flatMap(({ from, deployment }) => (from.file === deployment.file ? [] : owned(from.file, deployment))),
  ];
}

function baseOf({ environment, deployments, paths }: BranchPart, ports: OpenPartsPorts, forks: ReadonlyMap<string, Fork>): string {
  const { environments } = ports.controller.settings;
  const known = environments.get(environment) ?? environmentOf(deployments, environments);
  if (!isEnvironment(known)) throw new RefusedError(known.message, known.remediation);
  if (forks.has(known.branch)) return known.branch;
  throw new ConfigurationError(
    `branch ${known.branch} is missing in ${ports.repository.name} or has no commit in common, expected the branch of ${environment} (${paths[0] ?? ""})`,
  );
}

function refuseWhatHangsTogether({ shared, unknown }: BranchParts, here: readonly BranchPart[], { findings }: Change): void {
  const names = new Set(here.map(({ name }) => name));
  const one = shared.find(({ parts }) => parts.some((part) => names.has(part)));
  if (one !== undefined)
    throw new RefusedError(
      `${one.path} is used by ${one.parts.join(" and ")}, so the branch cannot be split`,
      "Give each its own copy of the file, or change it in a branch of its own.",
    );
  const [file] = unknown;
  if (file === undefined) return;
  const why = findings.find(({ location, level }) => location?.file === file && level === "deny")?.message;
  throw new RefusedError(
    `${file} belongs to no part of the branch that could be told${why === undefined ? "" : `: ${why}`}`,
    "Correct the file, or leave it out of the branch.",
  );
}

/** Where a part's branch is now, and whether this run moved it there. */
interface PartHead {
  sha: string;
  moved: boolean;
}

/** What ends our commits: with another tree than this, somebody else has been at work. */
const OWN_TREE = /^Split-Tree: ([0-9a-f]{40})$/m;

/** Moves a part's branch to what the pushed head has of it. */
async function bringUpToDate(push: Push, piece: Piece, exists: boolean, { branches, log, title }: OpenPartsPorts): Promise<PartHead> {
  const head = partBranch(push.branch, piece.name);
  const treeSha = await branches.writeTree(piece.fork.treeSha, piece.files);
  if (exists) {
    const tip = await branches.tipOf(head);
    if (tip.treeSha === treeSha) return { sha: tip.sha, moved: false };
    if (OWN_TREE.exec(tip.message)?.[1] !== tip.treeSha) {
      log.warning(
        `${head} has commits of its own, so it is left as it is; bring in what ${push.branch} has now by hand, or delete the branch`,
      );
      return { sha: tip.sha, moved: false };
    }
  }
  if (piece.fork.writers.length === 0) throw new RefusedError(`nobody knows who wrote ${push.branch}`, "Commit with an address.");
  const message = `${title} (${piece.name})\n\nPart of ${push.branch} at ${push.headSha}.\n\nSplit-Tree: ${treeSha}\n`;
  // One commit for each person who wrote the branch: none of them may approve what comes of it.
  let parent = piece.fork.sha;
  for (const author of piece.fork.writers) parent = await branches.commit({ treeSha, parent, message, author });
  await branches.point(head, parent, exists);
  log.line(`open-pr    ${head} is at ${parent.slice(0, 7)}: ${piece.paths.length} files of ${push.headSha.slice(0, 7)}`);
  return { sha: parent, moved: true };
}

interface Proposal {
  piece: Piece;
  at: PartHead;
  /** What has to be applied before. */
  after: number[];
}

async function pullRequestOf(push: Push, { piece, at, after }: Proposal, ports: OpenPartsPorts): Promise<number> {
  const { repository, log, title } = ports;
  const head = partBranch(push.branch, piece.name);
  const open = await repository.openPullRequest(head);
  if (open !== null) {
    log.line(`open-pr    #${open.number} against ${open.base} is open already: ${open.url}`);
    if (at.moved) await ports.opened({ ...open, headSha: at.sha });
    return open.number;
  }
  const body = partBody(piece.fork.subjects, piece.deployments, { of: push.branch, head, after });
  const pull = await repository.createPullRequest({ head, base: piece.base, title: `${title} (${piece.name})`, body });
  await repository.label(pull.number, "ready-for-review");
  log.line(`open-pr    #${pull.number} opened against ${piece.base}: ${pull.url}`);
  await ports.opened({ ...pull, headSha: at.sha });
  return pull.number;
}

import { spawn } from "node:child_process";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface GitPerson {
  name: string;
  email: string;
}

/** A file of a commit to make: its text, or bytes and mode. `null` removes the path. */
export type FileContents = string | { base64: string; mode?: string } | { text: string; mode?: string } | { submodule: string } | null;

export interface CommitRequest {
  branch: string;
  files: Record<string, FileContents>;
  message: string;
  author: GitPerson;
  at: Date;
  /** Where a new branch starts; also moves an existing one. None: the branch's tip, or no parent at all. */
  from?: string;
  /** The commit holds these files and no others. */
  replaceAll?: boolean;
}

export interface CommitInfo {
  sha: string;
  tree: string;
  parents: string[];
  author: GitPerson & { date: string };
  committer: GitPerson & { date: string };
  message: string;
}

export interface TreeEntry {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size: number | null;
  path: string;
}

export interface DiffEntry {
  status: "added" | "modified" | "removed" | "renamed" | "copied" | "changed";
  path: string;
  previousPath: string | null;
  sha: string | null;
  additions: number;
  deletions: number;
  patch: string | null;
}

interface Ran {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** What git is started with: nothing of the developer's own configuration. */
export function gitEnvironment(more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    ...more,
  };
}

/** Runs git. @throws Error with git's last words unless the exit code is one of `accept`. */
async function git(
  directory: string,
  args: readonly string[],
  options: { input?: string | Buffer; env?: Record<string, string>; accept?: readonly number[] } = {},
): Promise<Ran> {
  const child = spawn("git", ["-c", "core.quotePath=false", ...args], { cwd: directory, env: gitEnvironment(options.env) });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  child.stdin.on("error", () => undefined); // git may end before it has read all; its exit code tells
  child.stdin.end(options.input ?? "");
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve(exitCode ?? -1));
  });
  const stderr = Buffer.concat(err).toString();
  if (!(options.accept ?? [0]).includes(code)) throw new Error(`git ${args[0] ?? ""}: exit code ${code}: ${stderr.trim().slice(-500)}`);
  return { code, stdout: Buffer.concat(out), stderr };
}

const SETTINGS = `
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
	allowReachableSHA1InWant = true
	allowTipSHA1InWant = true
[receive]
	autogc = false
[gc]
	auto = 0
`;

const LOG_FORMAT = ["%H", "%T", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B"].join("%x00");
const LOG_FIELDS = 10;

/** One bare repository. All commands run in it; the answers about fixed commits are remembered. */
export class GitRepository {
  readonly directory: string;
  #remembered = new Map<string, Promise<unknown>>();

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes an empty bare repository, or a fork of `parent`, that serves any commit by its SHA. */
  static async create(directory: string, defaultBranch: string, parent?: GitRepository): Promise<GitRepository> {
    await git(tmpdir(), ["init", "--quiet", "--bare", "--template=", `--initial-branch=${defaultBranch}`, directory]);
    await appendFile(join(directory, "config"), SETTINGS);
    const made = new GitRepository(directory);
    if (parent) await made.#run(["fetch", "--quiet", parent.directory, "+refs/heads/*:refs/heads/*"]);
    return made;
  }

  /** Every ref and its SHA, sorted by name. */
  async refs(prefix = "refs/"): Promise<Map<string, string>> {
    const { stdout } = await this.#run(["for-each-ref", "--format=%(objectname) %(refname)", prefix]);
    return new Map(linesOf(stdout).map((line) => [line.slice(41), line.slice(0, 40)]));
  }

  /** The commit a branch, tag, ref or SHA names, or null. */
  async resolve(revision: string): Promise<string | null> {
    for (const candidate of [`refs/heads/${revision}`, `refs/tags/${revision}`, revision]) {
      const ran = await this.#run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${candidate}^{commit}`], {
        accept: [0, 1, 128],
      });
      if (ran.code === 0) return ran.stdout.toString().trim();
    }
    return null;
  }

  async branch(name: string): Promise<string | null> {
    return (await this.refs(`refs/heads/${name}`)).get(`refs/heads/${name}`) ?? null;
  }

  /** Writes one commit and moves its branch to it, whatever was there. Returns its SHA. */
  async commit(request: CommitRequest): Promise<string> {
    const ref = `refs/heads/${request.branch}`;
    const parent = request.from === undefined ? await this.branch(request.branch) : await this.resolve(request.from);
    await this.#run(["fast-import", "--quiet", "--force", "--date-format=raw"], { input: fastImport(request, ref, parent) });
    const sha = await this.branch(request.branch);
    if (!sha) throw new Error(`no commit on ${ref}`);
    return sha;
  }

  /** Moves a ref. With `expected` only while it still is there; `null` expects no ref. */
  async updateRef(ref: string, sha: string, expected?: string | null): Promise<void> {
    const guard = expected === undefined ? [] : [expected ?? "0".repeat(40)];
    await this.#run(["update-ref", "--no-deref", ref, sha, ...guard]);
  }

  async deleteRef(ref: string): Promise<void> {
    await this.#run(["update-ref", "-d", ref]);
  }

  /** Brings a commit of another repository here, under a ref. */
  async fetchFrom(other: GitRepository, sha: string, ref: string): Promise<void> {
    await this.#run(["fetch", "--quiet", "--no-tags", other.directory, `+${sha}:${ref}`]);
  }

  async mergeBase(one: string, other: string): Promise<string | null> {
    return this.#remember(`merge-base ${one} ${other}`, async () => {
      const ran = await this.#run(["merge-base", one, other], { accept: [0, 1] });
      return ran.code === 0 ? ran.stdout.toString().trim() : null;
    });
  }

  /** The tree that merging the two commits gives, or null when they conflict. */
  async mergeTree(base: string, head: string): Promise<string | null> {
    return this.#remember(`merge-tree ${base} ${head}`, async () => {
      if (!(await this.mergeBase(base, head))) return null;
      const ran = await this.#run(["merge-tree", "--write-tree", "--no-messages", base, head], { accept: [0, 1] });
      return ran.code === 0 ? ran.stdout.toString().slice(0, 40) : null;
    });
  }

  /** A tree with some entries other than in one below; `sha: null` takes one away. */
  async writeTree(below: string | null, entries: readonly { path: string; mode: string; sha: string | null }[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "fake-github-index-"));
    try {
      const env = { GIT_INDEX_FILE: join(folder, "index") };
      if (below !== null) await this.#run(["read-tree", below], { env });
      const lines = entries.map(({ path, mode, sha }) => (sha === null ? `0 ${"0".repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`));
      await this.#run(["update-index", "-z", "--index-info"], { env, input: lines.join("") });
      return (await this.#run(["write-tree"], { env })).stdout.toString().trim();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async commitTree(tree: string, parents: readonly string[], message: string, author: GitPerson, at: Date): Promise<string> {
    const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
    const { stdout } = await this.#run(args, { input: message, env: personEnvironment(author, at) });
    return stdout.toString().trim();
  }

  /** Replays the commits of `head` that `base` lacks on top of `base`. Returns the new tip, or null when they conflict. */
  async rebase(base: string, head: string, committer: GitPerson, at: Date): Promise<string | null> {
    const workTree = await mkdtemp(join(tmpdir(), "fake-github-rebase-"));
    try {
      await this.#run(["worktree", "add", "--quiet", "--detach", "--force", workTree, head]);
      const env = personEnvironment(committer, at);
      const ran = await git(workTree, ["rebase", "--quiet", "--force-rebase", base], { env, accept: [0, 1] });
      return ran.code === 0 ? (await git(workTree, ["rev-parse", "HEAD"])).stdout.toString().trim() : null;
    } finally {
      await rm(workTree, { recursive: true, force: true });
      await this.#run(["worktree", "prune"]);
    }
  }

  /** How many commits `head` has that `base` lacks, and the other way round. */
  async aheadBehind(base: string, head: string): Promise<{ ahead: number; behind: number }> {
    return this.#remember(`ahead ${base} ${head}`, async () => {
      const { stdout } = await this.#run(["rev-list", "--left-right", "--count", `${base}...${head}`]);
      const [behind, ahead] = stdout.toString().trim().split("\t").map(Number);
      return { ahead: ahead ?? 0, behind: behind ?? 0 };
    });
  }

  /** Commits, newest first. `range` is git's: `main`, `base..head`. */
  async log(range: string, options: { limit?: number; path?: string } = {}): Promise<CommitInfo[]> {
    const limit = options.limit === undefined ? [] : [`--max-count=${options.limit}`];
    const path = options.path === undefined ? [] : [`:(literal)${options.path}`];
    const { stdout } = await this.#run(["log", "-z", `--format=${LOG_FORMAT}`, ...limit, "--end-of-options", range, "--", ...path]);
    const fields = stdout.toString().split("\0");
    const commits: CommitInfo[] = [];
    for (let at = 0; at + LOG_FIELDS <= fields.length; at += LOG_FIELDS) commits.push(commitOf(fields.slice(at, at + LOG_FIELDS)));
    return commits;
  }

  /** @throws Error for an unknown commit. */
  async commitInfo(sha: string): Promise<CommitInfo> {
    return this.#remember(`commit ${sha}`, async () => {
      const [info] = await this.log(sha, { limit: 1 });
      if (!info) throw new Error(`no commit ${sha}`);
      return info;
    });
  }

  /** What changed from one commit (null: nothing at all) to another, with renames found, sorted by path. */
  async diff(base: string | null, head: string): Promise<DiffEntry[]> {
    return this.#remember(`diff ${base ?? "-"} ${head}`, async () => {
      const from = base ?? (await this.#run(["hash-object", "-t", "tree", "--stdin"])).stdout.toString().trim();
      const common = ["diff-tree", "-r", "-M", "--no-color", "--no-ext-diff"];
      const { stdout } = await this.#run([...common, "-z", "--abbrev=40", "--raw", "--numstat", from, head]);
      const patches = (await this.#run([...common, "-p", from, head])).stdout.toString();
      return withPatches(diffEntries(stdout.toString()), patches);
    });
  }

  async tree(revision: string, recursive: boolean): Promise<TreeEntry[]> {
    const flags = recursive ? ["-r", "-t"] : [];
    const { stdout } = await this.#run(["ls-tree", "-z", "--long", ...flags, "--end-of-options", revision]);
    return stdout.toString().split("\0").filter(Boolean).map(treeEntryOf);
  }

  /** What lies at a path of a commit; null when nothing does. */
  async entry(revision: string, path: string): Promise<TreeEntry | null> {
    const { stdout } = await this.#run(["--literal-pathspecs", "ls-tree", "-z", "--long", "--end-of-options", revision, path]);
    const line = stdout.toString().split("\0")[0];
    return line ? treeEntryOf(line) : null;
  }

  /** The object's type, or null when there is no such object. */
  async typeOf(sha: string): Promise<string | null> {
    const ran = await this.#run(["cat-file", "-t", sha], { accept: [0, 1, 128] });
    return ran.code === 0 ? ran.stdout.toString().trim() : null;
  }

  async blob(sha: string): Promise<Buffer> {
    return (await this.#run(["cat-file", "blob", sha])).stdout;
  }

  async #run(args: readonly string[], options: Parameters<typeof git>[2] = {}): Promise<Ran> {
    return git(this.directory, args, options);
  }

  async #remember<T>(key: string, compute: () => Promise<T>): Promise<T> {
    const known = this.#remembered.get(key);
    if (known) return known as Promise<T>;
    const computing = compute();
    this.#remembered.set(key, computing);
    computing.catch(() => this.#remembered.delete(key));
    return computing;
  }
}

function personEnvironment(person: GitPerson, at: Date): Record<string, string> {
  const date = `${Math.floor(at.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: person.name,
    GIT_AUTHOR_EMAIL: person.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: person.name,
    GIT_COMMITTER_EMAIL: person.email,
    GIT_COMMITTER_DATE: date,
  };
}

/** The stream that git fast-import reads (`git help fast-import`). */
function fastImport(request: CommitRequest, ref: string, parent: string | null): Buffer {
  const person = `${request.author.name} <${request.author.email}> ${Math.floor(request.at.getTime() / 1000)} +0000`;
  const parts: Buffer[] = [];
  const line = (text: string): void => void parts.push(Buffer.from(`${text}\n`));
  const data = (bytes: Buffer): void => {
    line(`data ${bytes.length}`);
    parts.push(bytes, Buffer.from("\n"));
  };
  if (!parent) line(`reset ${ref}`);
  line(`commit ${ref}`);
  line(`author ${person}`);
  line(`committer ${person}`);
  data(Buffer.from(request.message));
  if (parent) line(`from ${parent}`);
  if (request.replaceAll) line("deleteall");
  for (const [path, contents] of Object.entries(request.files)) {
    const name = quotedPath(path);
    if (contents === null) line(`D ${name}`);
    else if (typeof contents === "object" && "submodule" in contents) line(`M 160000 ${contents.submodule} ${name}`);
    else {
      line(`M ${typeof contents === "string" ? "100644" : (contents.mode ?? "100644")} inline ${name}`);
      data(bytesOf(contents));
    }
  }
  return Buffer.concat(parts);
}

function bytesOf(contents: string | { base64: string } | { text: string }): Buffer {
  if (typeof contents === "string") return Buffer.from(contents);
  return "base64" in contents ? Buffer.from(contents.base64, "base64") : Buffer.from(contents.text);
}

function quotedPath(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

function linesOf(output: Buffer): string[] {
  return output.toString().split("\n").filter(Boolean);
}

function commitOf(fields: readonly string[]): CommitInfo {
  const [sha = "", tree = "", parents = "", an = "", ae = "", ad = "", cn = "", ce = "", cd = "", message = ""] = fields;
  return {
    sha,
    tree,
    parents: parents.split(" ").filter(Boolean),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.replace(/\n$/, ""),
  };
}

function utc(date: string): string {
  return new Date(date).toISOString().replace(/\.\d+Z$/, "Z");
}

function treeEntryOf(line: string): TreeEntry {
  const tab = line.indexOf("\t");
  const [mode = "", type = "", sha = "", size = "-"] = line.slice(0, tab).split(/ +/);
  return { mode, type: type as TreeEntry["type"], sha, size: size === "-" ? null : Number(size), path: line.slice(tab + 1) };
}

const STATUS_WORDS: Record<string, DiffEntry["status"]> = {
  A: "added",
  M: "modified",
  D: "removed",
  R: "renamed",
  C: "copied",
  T: "changed",
};

/** Reads `diff-tree -z --raw --numstat`: first every raw record, then every count, in one order (`git help diff-tree`). */
function diffEntries(output: string): DiffEntry[] {
  const fields = output.split("\0");
  const entries: DiffEntry[] = [];
  let at = 0;
  const next = (): string => fields[at++] ?? "";
  while (fields[at]?.startsWith(":")) {
    const [, , oldSha = "", newSha = "", letter = ""] = next().split(" ");
    const status = STATUS_WORDS[letter.charAt(0)] ?? "changed";
    const first = next();
    const renamed = status === "renamed" || status === "copied";
    const path = renamed ? next() : first;
    const sha = status === "removed" ? oldSha : newSha;
    entries.push({ status, path, previousPath: renamed ? first : null, sha, additions: 0, deletions: 0, patch: null });
  }
  for (const entry of entries) {
    const [additions = "0", deletions = "0", path = ""] = next().split("\t");
    if (path === "") at += 2; // renames: both paths follow
    entry.additions = Number(additions) || 0; // "-" for binary files
    entry.deletions = Number(deletions) || 0;
  }
  return entries;
}

/** Adds each file's hunks. The patches come in the entries' order (two for a changed type); only a header starts a line with `diff --git`. */
function withPatches(entries: DiffEntry[], patches: string): DiffEntry[] {
  const sections = `\n${patches}`.split("\ndiff --git ").slice(1);
  let next = 0;
  return entries.map((entry) => {
    const section = sections[next] ?? "";
    next += entry.status === "changed" ? 2 : 1;
    const hunk = section.indexOf("\n@@ ");
    return hunk < 0 ? entry : { ...entry, patch: section.slice(hunk + 1).replace(/\n$/, "") };
  });
}

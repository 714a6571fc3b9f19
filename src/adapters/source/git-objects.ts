import { ConfigurationError, ToolError } from "../../domain/model/errors.ts";
import type { SourceEntry } from "../../domain/model/source-tree.ts";
import type { SourceTree } from "../../ports/source.ts";
import { childEnvironment, type Environment } from "../child-environment.ts";
import { runProcess } from "../process.ts";

/** Where a commit comes from: a server to fetch from, or a checkout whose objects hold it already. */
export type CommitOrigin = { kind: "fetch"; url: string; token: string; into: string } | { kind: "checkout"; directory: string };

const FETCH_TIMEOUT_MS = 300_000;
const READ_TIMEOUT_MS = 60_000;

/**
 * Opens one commit as a tree of blobs, straight from git's objects: no checkout, so no hooks, filters, submodules or LFS run and no
 * symlink is followed.
 * @param sha 40 hex digits; anything else is a bug of the caller.
 */
export async function openCommit(origin: CommitOrigin, sha: string, environment: Environment, signal?: AbortSignal): Promise<SourceTree> {
  if (!SHA.test(sha)) throw new Error(`not a commit id: ${sha.slice(0, 60)}`);
  const git = gitIn(origin, environment, signal);
  if (origin.kind === "fetch") {
    // Without the dozen files of a template, which nobody reads here.
    await git(["init", "--quiet", "--bare", "--template=", origin.into], { timeoutMs: READ_TIMEOUT_MS });
    const fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", origin.url, sha];
    await git(fetch, { timeoutMs: FETCH_TIMEOUT_MS });
  }
  const resolved = (await git(["rev-parse", "--verify", "--quiet", `${sha}^{commit}`], { timeoutMs: READ_TIMEOUT_MS })).toString().trim();
  if (resolved !== sha) throw new ToolError("git rev-parse", 0, `asked for commit ${sha}, got ${resolved}`);
  return new CommitTree(git, sha);
}

const SHA = /^[0-9a-f]{40}$/;

/**
 * The newest commit of a repository's default branch, asked of git itself: that is no request to GitHub's API.
 * @throws ToolError when there is none.
 */
export async function remoteHead(
  { url, token }: { url: string; token: string },
  environment: Environment,
  signal?: AbortSignal,
): Promise<string> {
  const git = gitIn({ kind: "fetch", url, token, into: "/" }, environment, signal);
  const told = (await git(["ls-remote", "--quiet", url, "HEAD"], { timeoutMs: READ_TIMEOUT_MS })).toString();
  const [sha = ""] = told.split("\t");
  if (!SHA.test(sha)) throw new ToolError("git ls-remote", 0, `${url} has no HEAD`);
  return sha;
}

type Git = (args: readonly string[], options: { timeoutMs: number; stdin?: string }) => Promise<Buffer>;

function gitIn(origin: CommitOrigin, environment: Environment, signal?: AbortSignal): Git {
  const directory = origin.kind === "fetch" ? origin.into : origin.directory;
  const env = {
    ...childEnvironment(environment),
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    // Wins over any `protocol.…` setting of the checkout. A checkout is never fetched into: older gits know no GIT_NO_LAZY_FETCH.
    GIT_ALLOW_PROTOCOL: origin.kind === "fetch" ? "https:http" : "none",
    ...configAsEnvironment([
      ["safe.directory", "*"],
      ["core.hooksPath", "/dev/null"],
      ["core.fsmonitor", "false"],
      ["http.followRedirects", "initial"],
      // In the environment, not in argv: other processes of the machine can read argv.
      ...(origin.kind === "fetch" && origin.token !== ""
        ? [["http.extraHeader", `AUTHORIZATION: basic ${basicAuthorization(origin.token)}`] as const]
        : []),
    ]),
  };
  return async (args, { timeoutMs, stdin }) => {
    const ran = await runProcess("git", args[0] === "init" ? args : ["-C", directory, ...args], {
      cwd: "/",
      env,
      timeoutMs,
      ...(stdin === undefined ? {} : { stdin }),
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new ConfigurationError("git: not found on PATH. Install it.");
      throw error;
    });
    if (ran.exitCode !== 0)
      throw new ToolError(`git ${args[0] ?? ""}`, ran.exitCode, ran.stopped ?? (ran.stderr.toString().trim() || "no such commit"));
    return ran.stdout;
  };
}

function configAsEnvironment(settings: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(settings.length)],
    ...settings.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]) as Record<string, string>;
}

function basicAuthorization(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString("base64");
}

class CommitTree implements SourceTree {
  readonly #git: Git;
  readonly #sha: string;
  #objects: Map<string, { entry: SourceEntry; oid: string }> | undefined;

  constructor(git: Git, sha: string) {
    this.#git = git;
    this.#sha = sha;
  }

  async list(): Promise<SourceEntry[]> {
    return [...(await this.#load()).values()].map(({ entry }) => entry);
  }

  async read(paths: readonly string[]): Promise<Map<string, Uint8Array>> {
    const objects = await this.#load();
    const wanted = [...new Set(paths)].map((path) => {
      const object = objects.get(path);
      if (!object?.entry.mode.startsWith("100")) throw new ToolError("git cat-file", null, `${path} is no file of ${this.#sha}`);
      return { path, oid: object.oid };
    });
    if (wanted.length === 0) return new Map();
    const batch = await this.#git(["cat-file", "--batch"], {
      timeoutMs: READ_TIMEOUT_MS,
      stdin: wanted.map(({ oid }) => `${oid}\n`).join(""),
    });
    return new Map(splitBatch(batch, wanted));
  }

  async #load() {
    this.#objects ??= parseListing(
      await this.#git(["ls-tree", "-r", "-z", "-l", "--full-tree", this.#sha], { timeoutMs: READ_TIMEOUT_MS }),
    );
    return this.#objects;
  }
}

const MODES: readonly string[] = ["100644", "100755", "120000", "160000", "040000"] satisfies SourceEntry["mode"][];

/**
 * `mode SP type SP oid SP+ size TAB path NUL`, sorted by path. (git ls-tree documentation)
 * @throws ToolError for what is no such row, and for names that become one when they are read as UTF-8.
 */
function parseListing(listing: Buffer): Map<string, { entry: SourceEntry; oid: string }> {
  const rows = listing
    .toString("utf8")
    .split("\0")
    .slice(0, -1)
    .map((row) => {
      const tab = row.indexOf("\t");
      const [mode = "", , oid = "", size = "-"] = row.slice(0, tab).split(/ +/);
      const path = row.slice(tab + 1);
      if (tab === -1 || !MODES.includes(mode)) throw new ToolError("git ls-tree", 0, `answered in an unknown shape: ${row.slice(0, 100)}`);
      return [path, { entry: { path, mode: mode as SourceEntry["mode"], sizeBytes: size === "-" ? 0 : Number(size), oid }, oid }] as const;
    });
  const entries = new Map(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (entries.size === rows.length) return entries;
  const twice = rows.find(([path], index) => rows.findIndex(([other]) => other === path) !== index)?.[0] ?? "";
  throw new ToolError("git ls-tree", 0, `two entries of the commit are called ${twice}, expected names in UTF-8, each once`);
}

/** `oid SP type SP size LF contents LF` for each object asked. (git cat-file documentation, BATCH OUTPUT) */
function* splitBatch(batch: Buffer, wanted: readonly { path: string; oid: string }[]): Generator<[string, Uint8Array]> {
  let at = 0;
  for (const { path, oid } of wanted) {
    const end = batch.indexOf(10, at);
    const [gotOid, type, size] = batch.subarray(at, end).toString("utf8").split(" ");
    if (gotOid !== oid || type !== "blob")
      throw new ToolError("git cat-file", 0, `${path}: expected blob ${oid}, got ${gotOid ?? "nothing"} ${type ?? ""}`);
    const start = end + 1;
    yield [path, new Uint8Array(batch.subarray(start, start + Number(size)))];
    at = start + Number(size) + 1;
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { COMPILED } from "../lab/tools.ts";
import type { FaultRequest } from "./faults.ts";
import type { FileContents } from "./git.ts";
import type { Violation } from "./openapi.ts";
import type { PullState, RepositoryState } from "./pull-state.ts";
import type { FakeEvent, Permissions, Protection, ReceivedRequest, Role, RunReview, WorkflowRun } from "./state.ts";

export type { FaultRequest, FileContents, Violation, PullState, RepositoryState, FakeEvent, ReceivedRequest, Role };

export interface NewRepository {
  id?: number;
  private?: boolean;
  defaultBranch?: string;
  /** Further branches at the first commit. */
  branches?: string[];
  files?: Record<string, FileContents>;
  /** A folder of this machine whose files the first commit holds too. */
  folder?: string;
  forkOf?: string;
}

export interface NewCommit {
  branch: string;
  files?: Record<string, FileContents>;
  folder?: string;
  message?: string;
  /** Default: the repository's owner. */
  author?: string;
  /** Where a new branch starts (default: the default branch), or where an existing one is forced to. */
  from?: string;
  replaceAll?: boolean;
}

export interface NewToken {
  /** `actions` is a workflow's GITHUB_TOKEN, `app` an installation's. */
  kind: "user" | "app" | "actions";
  login?: string;
  appId?: number;
  repositories?: string[];
  /** Default: write for contents, issues, pull requests, checks, statuses and actions. */
  permissions?: Permissions;
}

export class FakeGithubError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Starts the server as a process of its own and waits until it listens. */
export async function startFakeGithub(options: { checkOpenapi?: boolean; data?: string; port?: number } = {}): Promise<FakeGithub> {
  const script = fileURLToPath(new URL("server.ts", import.meta.url));
  const args = [
    "--disable-warning=ExperimentalWarning",
    script,
    ...(options.port === undefined ? [] : ["--port", String(options.port)]),
    ...(options.data === undefined ? [] : ["--data", options.data]),
    ...(options.checkOpenapi ? ["--check-openapi"] : []),
  ];
  const env = { PATH: process.env.PATH ?? "", TMPDIR: process.env.TMPDIR ?? "/tmp", FAKE_GITHUB_FOLLOWS_STDIN: "1", ...COMPILED };
  // Ctrl-C does not reach it: what still runs may tell it how it ended. It follows us by its standard input.
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"], env, detached: true });
  const ended = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the fake GitHub server ended with ${code ?? "a signal"}`)));
    createInterface(child.stdout).on("line", (line) => {
      if (line.startsWith("listening ")) resolve(line.slice("listening ".length));
    });
  });
  return new FakeGithub(url, async () => {
    child.kill("SIGTERM");
    await ended;
  });
}

/**
 * A running fake GitHub: arranges it and looks at it through `/_fake`, and acts for its people through the API itself.
 * Repositories are named `owner/name`.
 */
export class FakeGithub {
  /** Server and API address (GITHUB_SERVER_URL and GITHUB_API_URL). */
  readonly url: string;
  /** The API as an enterprise server has it. */
  readonly enterpriseApiUrl: string;
  readonly #stop: () => Promise<void>;
  readonly #tokens = new Map<string, string>();

  constructor(url: string, stop: () => Promise<void> = async () => Promise.resolve()) {
    this.url = url;
    this.enterpriseApiUrl = `${url}/api/v3`;
    this.#stop = stop;
  }

  async stop(): Promise<void> {
    await this.#stop();
  }

  async reset(): Promise<void> {
    this.#tokens.clear();
    await this.#admin("POST", "/reset");
  }

  /** Adds a person with a token of their own. */
  async createUser(
    login: string,
    more: { id?: number; name?: string; type?: "User" | "Bot" } = {},
  ): Promise<{ login: string; id: number; token: string }> {
    const made = (await this.#admin("POST", "/users", { login, ...more })) as { login: string; id: number; token: string };
    this.#tokens.set(login.toLowerCase(), made.token);
    return made;
  }

  /** The token of a person that `createUser` made. */
  tokenOf(login: string): string {
    const token = this.#tokens.get(login.toLowerCase());
    if (token === undefined) throw new Error(`no user ${login}: createUser first`);
    return token;
  }

  async createToken(wanted: NewToken): Promise<string> {
    return ((await this.#admin("POST", "/tokens", wanted)) as { token: string }).token;
  }

  async setTokenPermissions(token: string, permissions: Permissions): Promise<void> {
    await this.#admin("PATCH", "/tokens", { token, permissions });
  }

  async createApp(wanted: {
    slug: string;
    owner: string;
    publicKey?: string;
    permissions?: Permissions;
    installedOn?: string[];
  }): Promise<{ id: number; login: string; installations: number[] }> {
    return (await this.#admin("POST", "/apps", wanted)) as { id: number; login: string; installations: number[] };
  }

  /** Adds a repository with one commit. Returns its id and the branches' SHAs. */
  async createRepository(
    fullName: string,
    more: NewRepository = {},
  ): Promise<{ id: number; fullName: string; branches: Record<string, string> }> {
    return (await this.#admin("POST", "/repositories", { fullName, ...more })) as {
      id: number;
      fullName: string;
      branches: Record<string, string>;
    };
  }

  async deleteRepository(fullName: string): Promise<void> {
    await this.#admin("DELETE", "/repositories", { fullName });
  }

  /** Pushes one commit. Returns its SHA. */
  async commit(repository: string, wanted: NewCommit): Promise<string> {
    return ((await this.#admin("POST", "/commits", { repository, ...wanted })) as { sha: string }).sha;
  }

  /** `null` takes the person off the list. */
  async setPermission(repository: string, login: string, role: Role | null): Promise<void> {
    await this.#admin("POST", "/permissions", { repository, login, role });
  }

  /** A team's members from now on; null: there is no such team any more. @param team `org/team` */
  async setTeam(team: string, members: string[] | null): Promise<void> {
    await this.#admin("POST", "/teams", { team, members });
  }

  async protect(repository: string, branch: string, protection: Partial<Protection>): Promise<void> {
    await this.#admin("POST", "/protections", { repository, branch, ...protection });
  }

  async setRun(
    repository: string,
    run: Partial<Omit<WorkflowRun, "createdAt" | "reviews">> & {
      headSha: string;
      actor: string;
      reviews?: (Omit<RunReview, "comment"> & { comment?: string })[];
    },
  ): Promise<number> {
    return ((await this.#admin("POST", "/runs", { repository, ...run })) as { id: number }).id;
  }

  /** The next so many reads of the pull request answer `mergeable: null`. */
  async mergeableUnknown(repository: string, number: number, reads: number): Promise<void> {
    await this.#admin("POST", "/mergeable-unknown", { repository, number, reads });
  }

  /** Moves the server's clock forward. */
  async advanceClock(milliseconds: number): Promise<void> {
    await this.#admin("POST", "/clock", { advanceMs: milliseconds });
  }

  async fault(fault: FaultRequest): Promise<void> {
    await this.#admin("POST", "/faults", fault);
  }

  async clearFaults(): Promise<void> {
    await this.#admin("DELETE", "/faults");
  }

  /** Every request besides `/_fake`, oldest first. */
  async requests(after = 0): Promise<ReceivedRequest[]> {
    return (await this.#admin("GET", `/requests?after=${after}`)) as ReceivedRequest[];
  }

  /** Every event GitHub would have delivered, oldest first. */
  async events(after = 0): Promise<FakeEvent[]> {
    return (await this.#admin("GET", `/events?after=${after}`)) as FakeEvent[];
  }

  async openapiViolations(): Promise<Violation[]> {
    return (await this.#admin("GET", "/openapi")) as Violation[];
  }

  async pull(repository: string, number: number): Promise<PullState> {
    return (await this.#admin("GET", `/pull/${repository}/${number}`)) as PullState;
  }

  async repository(repository: string): Promise<RepositoryState> {
    return (await this.#admin("GET", `/repository/${repository}`)) as RepositoryState;
  }

  /** Opens a pull request as a person. Returns its number. */
  async openPull(
    repository: string,
    wanted: { as: string; head: string; base: string; title?: string; body?: string; draft?: boolean },
  ): Promise<number> {
    const { as, title = "Change", ...pull } = wanted;
    const made = await this.api(as, "POST", `/repos/${repository}/pulls`, { title, ...pull });
    return (made as { number: number }).number;
  }

  async updatePull(
    repository: string,
    number: number,
    wanted: { as: string; title?: string; body?: string; state?: "open" | "closed"; base?: string },
  ): Promise<void> {
    const { as, ...change } = wanted;
    await this.api(as, "PATCH", `/repos/${repository}/pulls/${number}`, change);
  }

  /** Reviews as a person. Returns the review's id. */
  async review(
    repository: string,
    number: number,
    wanted: { as: string; event?: "APPROVE" | "REQUEST_CHANGES" | "COMMENT"; body?: string; commitId?: string },
  ): Promise<number> {
    const { as, event = "APPROVE", body = event === "APPROVE" ? "" : "Please look again.", commitId } = wanted;
    const review = { event, body, ...(commitId === undefined ? {} : { commit_id: commitId }) };
    return ((await this.api(as, "POST", `/repos/${repository}/pulls/${number}/reviews`, review)) as { id: number }).id;
  }

  async dismissReview(repository: string, number: number, reviewId: number, as: string): Promise<void> {
    await this.api(as, "PUT", `/repos/${repository}/pulls/${number}/reviews/${reviewId}/dismissals`, { message: "dismissed" });
  }

  /** Comments as a person. Returns the comment's id. */
  async comment(repository: string, number: number, wanted: { as: string; body: string }): Promise<number> {
    const made = await this.api(wanted.as, "POST", `/repos/${repository}/issues/${number}/comments`, { body: wanted.body });
    return (made as { id: number }).id;
  }

  async editComment(repository: string, id: number, wanted: { as: string; body: string }): Promise<void> {
    await this.api(wanted.as, "PATCH", `/repos/${repository}/issues/comments/${id}`, { body: wanted.body });
  }

  async deleteComment(repository: string, id: number, as: string): Promise<void> {
    await this.api(as, "DELETE", `/repos/${repository}/issues/comments/${id}`);
  }

  async addLabels(repository: string, number: number, as: string, labels: readonly string[]): Promise<void> {
    await this.api(as, "POST", `/repos/${repository}/issues/${number}/labels`, { labels });
  }

  async removeLabel(repository: string, number: number, as: string, label: string): Promise<void> {
    await this.api(as, "DELETE", `/repos/${repository}/issues/${number}/labels/${encodeURIComponent(label)}`);
  }

  /** Merges as a person. Returns the merge commit. */
  async merge(
    repository: string,
    number: number,
    wanted: { as: string; method?: "merge" | "squash" | "rebase"; sha?: string },
  ): Promise<string> {
    const { as, method = "merge", sha } = wanted;
    const request = { merge_method: method, ...(sha === undefined ? {} : { sha }) };
    return ((await this.api(as, "PUT", `/repos/${repository}/pulls/${number}/merge`, request)) as { sha: string }).sha;
  }

  /** One API request as a person. @throws FakeGithubError for an error status. */
  async api(login: string, method: string, path: string, body?: unknown): Promise<unknown> {
    return this.#send(method, path, body, { authorization: `Bearer ${this.tokenOf(login)}` });
  }

  async #admin(method: string, path: string, body?: unknown): Promise<unknown> {
    return this.#send(method, `/_fake${path}`, body, {});
  }

  async #send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<unknown> {
    const init: RequestInit = { method, headers: { ...headers, "content-type": "application/json" } };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(this.url + path, init);
    const text = await response.text();
    if (!response.ok) throw new FakeGithubError(response.status, `${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }
}

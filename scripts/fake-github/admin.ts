import { randomBytes } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ApiError, created, NO_CONTENT, notFound, ok } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { faultSchema } from "./faults.ts";
import type { FileContents } from "./git.ts";
import type { OpenApiCheck } from "./openapi.ts";
import { gitPerson, refsChanged } from "./pull-changes.ts";
import { pullState, repositoryState } from "./pull-state.ts";
import { GITHUB_ACTIONS_APP_ID, ROLES } from "./state.ts";
import type { Permissions, Repository, State, Token } from "./state.ts";

/* `/_fake/…`: what a test arranges and looks at. Not GitHub's: no token, no faults, no log. */

export interface AdminCall {
  state: State;
  openApi: OpenApiCheck | null;
  method: string;
  /** After `/_fake`. */
  path: string;
  query: URLSearchParams;
  body: unknown;
}

type Handler = (call: AdminCall) => Answer | Promise<Answer>;

/** The permissions a workflow's token usually has. */
export const USUAL_PERMISSIONS: Permissions = {
  actions: "write",
  checks: "write",
  contents: "write",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
  statuses: "write",
};

const permissionsSchema = z.record(z.string(), z.enum(["read", "write", "admin"]));
const repositoriesSchema = z.union([z.literal("all"), z.array(z.string())]);

function read<T extends z.ZodType>(call: AdminCall, schema: T): z.output<T> {
  const parsed = schema.safeParse(call.body ?? {});
  if (parsed.success) return parsed.data;
  throw new ApiError(400, `/_fake${call.path}: ${z.prettifyError(parsed.error)}`);
}

function repositoryNamed(state: State, name: string): Repository {
  const [owner = "", repo = ""] = name.split("/");
  const found = state.repository(owner, repo);
  if (!found) throw new ApiError(404, `no repository ${name}`);
  return found;
}

function repositoryIds(state: State, wanted: "all" | string[]): number[] | "all" {
  return wanted === "all" ? "all" : wanted.map((name) => repositoryNamed(state, name).id);
}

const userSchema = z.strictObject({
  login: z.string().min(1),
  id: z.int().optional(),
  type: z.enum(["User", "Bot", "Organization"]).default("User"),
  name: z.string().nullable().default(null),
  token: z.string().optional(),
});

function createUser(call: AdminCall): Answer {
  const { login, id, type, name, token } = read(call, userSchema);
  const user = call.state.addUser({ login, type, name, ...(id === undefined ? {} : { id }) });
  const made = addToken(call.state, { kind: "user", login, appId: null, permissions: {}, repositoryIds: "all" }, token);
  return created({ login, id: user.id, token: made.token });
}

function addToken(state: State, token: Omit<Token, "token">, wanted?: string): Token {
  const secret = wanted ?? `${token.kind === "user" ? "ghp" : "ghs"}_${randomBytes(18).toString("hex")}`;
  const added = { ...token, token: secret };
  state.tokens.set(secret, added);
  return added;
}

const tokenSchema = z.strictObject({
  kind: z.enum(["user", "app", "actions"]),
  login: z.string().optional(),
  appId: z.int().optional(),
  repositories: repositoriesSchema.default("all"),
  permissions: permissionsSchema.default(USUAL_PERMISSIONS),
  token: z.string().optional(),
});

function createToken(call: AdminCall): Answer {
  const wanted = read(call, tokenSchema);
  const appId = wanted.kind === "user" ? null : (wanted.appId ?? GITHUB_ACTIONS_APP_ID);
  const app = appId === null ? undefined : call.state.apps.get(appId);
  if (appId !== null && !app) throw new ApiError(404, `no app ${appId}`);
  const login = app ? `${app.slug}[bot]` : (wanted.login ?? "");
  if (!call.state.user(login)) throw new ApiError(404, `no user ${login}`);
  const scope = { permissions: wanted.permissions, repositoryIds: repositoryIds(call.state, wanted.repositories) };
  const made = addToken(call.state, { kind: wanted.kind, login, appId, ...scope }, wanted.token);
  return created({ token: made.token, login });
}

function setTokenPermissions(call: AdminCall): Answer {
  const { token, permissions } = read(call, z.strictObject({ token: z.string(), permissions: permissionsSchema }));
  const found = call.state.tokens.get(token);
  if (!found) throw notFound();
  found.permissions = permissions;
  return NO_CONTENT;
}

const appSchema = z.strictObject({
  slug: z.string(),
  owner: z.string(),
  publicKey: z.string().nullable().default(null),
  permissions: permissionsSchema.default(USUAL_PERMISSIONS),
  /** Accounts it is installed on, for all their repositories. */
  installedOn: z.array(z.string()).default([]),
});

function createApp(call: AdminCall): Answer {
  const { state } = call;
  const { slug, owner, publicKey, permissions, installedOn } = read(call, appSchema);
  const id = state.nextId();
  for (const account of [owner, ...installedOn]) if (!state.user(account)) state.addUser({ login: account, type: "Organization" });
  state.apps.set(id, { id, slug, name: slug, owner, publicKey, createdAt: state.timestamp() });
  state.addUser({ login: `${slug}[bot]`, type: "Bot" });
  const installations = installedOn.map((account) => {
    const installationId = state.nextId();
    state.installations.set(installationId, {
      id: installationId,
      appId: id,
      account,
      repositoryIds: "all",
      permissions,
      createdAt: state.timestamp(),
    });
    return installationId;
  });
  return created({ id, login: `${slug}[bot]`, installations });
}

const repositorySchema = z.strictObject({
  fullName: z.string().regex(/^[^/]+\/[^/]+$/),
  id: z.int().optional(),
  private: z.boolean().default(true),
  defaultBranch: z.string().default("main"),
  /** Further branches, at the default branch's first commit. */
  branches: z.array(z.string()).default([]),
  files: z.record(z.string(), z.custom<FileContents>()).optional(),
  folder: z.string().optional(),
  forkOf: z.string().optional(),
});

async function createRepository(call: AdminCall): Promise<Answer> {
  const { state } = call;
  const wanted = read(call, repositorySchema);
  const [owner = "", name = ""] = wanted.fullName.split("/");
  if (state.repository(owner, name)) throw new ApiError(409, `${wanted.fullName} exists`);
  if (!state.user(owner)) state.addUser({ login: owner, type: "Organization" });
  const parent = wanted.forkOf === undefined ? undefined : repositoryNamed(state, wanted.forkOf);
  const repository = await state.addRepository({
    owner,
    name,
    private: wanted.private,
    defaultBranch: wanted.defaultBranch,
    ...(wanted.id === undefined ? {} : { id: wanted.id }),
    ...(parent ? { parent } : {}),
  });
  if (!parent) {
    const files = {
      ...(wanted.folder === undefined ? {} : await folderFiles(wanted.folder)),
      ...(wanted.files ?? { "README.md": `# ${name}\n` }),
    };
    const sha = await repository.git.commit({
      branch: wanted.defaultBranch,
      files,
      message: "Initial commit",
      author: gitPerson(owner),
      at: state.now(),
    });
    for (const branch of wanted.branches) await repository.git.updateRef(`refs/heads/${branch}`, sha);
  }
  const branches = Object.fromEntries([...(await repository.git.refs("refs/heads/"))].map(([ref, sha]) => [ref.slice(11), sha]));
  return created({ id: repository.id, fullName: wanted.fullName, branches });
}

async function deleteRepository(call: AdminCall): Promise<Answer> {
  const repository = repositoryNamed(call.state, read(call, z.strictObject({ fullName: z.string() })).fullName);
  await call.state.exclusively(async () => Promise.resolve(call.state.repositories.delete(repository.id)));
  return NO_CONTENT;
}

/** The files below a folder as a commit holds them: symbolic links stay links, nothing is followed, `.git` is left out. */
async function folderFiles(folder: string): Promise<Record<string, FileContents>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => !name.split("/").includes(".git")).sort();
  const entries: [string, FileContents][] = [];
  for (const name of names) {
    const path = join(folder, name);
    const kind = await lstat(path);
    if (kind.isSymbolicLink()) entries.push([name, { text: await readlink(path), mode: "120000" }]);
    if (!kind.isFile()) continue;
    const mode = kind.mode & 0o100 ? "100755" : "100644";
    entries.push([name, { base64: (await readFile(path)).toString("base64"), mode }]);
  }
  return Object.fromEntries(entries);
}

const commitSchema = z.strictObject({
  repository: z.string(),
  branch: z.string(),
  files: z.record(z.string(), z.custom<FileContents>()).default({}),
  folder: z.string().optional(),
  message: z.string().default("Change"),
  author: z.string().optional(),
  from: z.string().optional(),
  replaceAll: z.boolean().default(false),
});

/** A commit pushed by its author: events and pull requests follow. */
async function createCommit(call: AdminCall): Promise<Answer> {
  const { state } = call;
  const wanted = read(call, commitSchema);
  const repository = repositoryNamed(state, wanted.repository);
  const login = wanted.author ?? repository.owner;
  if (!state.user(login)) throw new ApiError(404, `no user ${login}`);
  const files = { ...(wanted.folder === undefined ? {} : await folderFiles(wanted.folder)), ...wanted.files };
  const sha = await state.exclusively(async () => {
    const before = await repository.git.branch(wanted.branch);
    const from = wanted.from ?? (before === null ? repository.defaultBranch : undefined);
    const { branch, message, replaceAll } = wanted;
    const request = { branch, message, replaceAll, files, author: gitPerson(login), at: state.now() };
    const after = await repository.git.commit(from === undefined ? request : { ...request, from });
    await refsChanged(state, repository, { login, startsWorkflows: true }, [{ ref: `refs/heads/${branch}`, before, after }]);
    return after;
  });
  return created({ sha });
}

function setPermission(call: AdminCall): Answer {
  const schema = z.strictObject({ repository: z.string(), login: z.string(), role: z.enum(ROLES).nullable() });
  const { repository, login, role } = read(call, schema);
  if (!call.state.user(login)) call.state.addUser({ login });
  const { collaborators } = repositoryNamed(call.state, repository);
  if (role === null) collaborators.delete(login.toLowerCase());
  else collaborators.set(login.toLowerCase(), role);
  return NO_CONTENT;
}

/** A team's members from now on; null: there is no such team any more. */
function setTeam(call: AdminCall): Answer {
  const { team, members } = read(call, z.strictObject({ team: z.string(), members: z.array(z.string()).nullable() }));
  if (members === null) call.state.teams.delete(team.toLowerCase());
  else call.state.teams.set(team.toLowerCase(), members);
  return NO_CONTENT;
}

const protectionSchema = z.strictObject({
  repository: z.string(),
  branch: z.string(),
  requiredApprovals: z.int().default(0),
  requiredChecks: z.array(z.string()).default([]),
  codeOwners: z.array(z.string()).default([]),
  strict: z.boolean().default(false),
});

function protect(call: AdminCall): Answer {
  const { repository, branch, ...protection } = read(call, protectionSchema);
  repositoryNamed(call.state, repository).protections.set(branch, protection);
  return NO_CONTENT;
}

const runSchema = z.strictObject({
  repository: z.string(),
  id: z.int().optional(),
  name: z.string().default("CI"),
  path: z.string().default(".github/workflows/ci.yml"),
  event: z.string().default("push"),
  status: z.string().default("completed"),
  conclusion: z.string().nullable().default(null),
  headSha: z.string(),
  headBranch: z.string().default("main"),
  attempt: z.int().default(1),
  actor: z.string(),
  reviews: z
    .array(
      z.strictObject({
        state: z.enum(["approved", "rejected", "pending"]),
        by: z.string(),
        environments: z.array(z.string()),
        comment: z.string().default(""),
      }),
    )
    .default([]),
});

/** A workflow run, new or changed: the same id again replaces it. */
function setRun(call: AdminCall): Answer {
  const { repository, ...run } = read(call, runSchema);
  const { runs } = repositoryNamed(call.state, repository);
  const id = run.id ?? call.state.nextId();
  const known = runs.findIndex((one) => one.id === id);
  runs.splice(known < 0 ? runs.length : known, known < 0 ? 0 : 1, { ...run, id, createdAt: call.state.timestamp() });
  return created({ id });
}

function setMergeableUnknown(call: AdminCall): Answer {
  const wanted = read(call, z.strictObject({ repository: z.string(), number: z.int(), reads: z.int() }));
  const pull = repositoryNamed(call.state, wanted.repository).pulls.get(wanted.number);
  if (!pull) throw notFound();
  pull.mergeableUnknownReads = wanted.reads;
  return NO_CONTENT;
}

function setClock(call: AdminCall): Answer {
  const { offsetMs, advanceMs } = read(call, z.strictObject({ offsetMs: z.number().optional(), advanceMs: z.number().default(0) }));
  call.state.clockOffsetMs = (offsetMs ?? call.state.clockOffsetMs) + advanceMs;
  return ok({ offsetMs: call.state.clockOffsetMs, now: call.state.now().toISOString() });
}

function addFault(call: AdminCall): Answer {
  call.state.faults.push(read(call, faultSchema));
  return NO_CONTENT;
}

async function reset(call: AdminCall): Promise<Answer> {
  await call.state.exclusively(async () => call.state.reset());
  if (call.openApi) call.openApi.violations.length = 0;
  return NO_CONTENT;
}

function after(call: AdminCall, items: readonly { id: number }[]): Answer {
  const from = Number(call.query.get("after") ?? 0);
  return ok(items.filter((item) => item.id > from));
}

const HANDLERS: Record<string, Handler> = {
  "POST /users": createUser,
  "POST /tokens": createToken,
  "PATCH /tokens": setTokenPermissions,
  "POST /apps": createApp,
  "POST /repositories": createRepository,
  "DELETE /repositories": deleteRepository,
  "POST /commits": createCommit,
  "POST /permissions": setPermission,
  "POST /teams": setTeam,
  "POST /protections": protect,
  "POST /runs": setRun,
  "POST /mergeable-unknown": setMergeableUnknown,
  "POST /clock": setClock,
  "POST /faults": addFault,
  "GET /faults": ({ state }) => ok(state.faults),
  "DELETE /faults": ({ state }) => {
    state.faults = [];
    return NO_CONTENT;
  },
  "GET /requests": (call) => after(call, call.state.requests),
  "GET /events": (call) => after(call, call.state.events),
  "GET /openapi": ({ openApi }) => ok(openApi?.violations ?? []),
  "POST /reset": reset,
};

export async function answerAdmin(call: AdminCall): Promise<Answer> {
  const handler = Object.hasOwn(HANDLERS, `${call.method} ${call.path}`) ? HANDLERS[`${call.method} ${call.path}`] : undefined;
  if (handler) return handler(call);
  const [, kind, owner = "", name = "", number] = call.path.split("/");
  if (call.method === "GET" && kind === "repository") return ok(await repositoryState(repositoryNamed(call.state, `${owner}/${name}`)));
  if (call.method === "GET" && kind === "pull") {
    const shown = await pullState(call.state, repositoryNamed(call.state, `${owner}/${name}`), Number(number));
    if (!shown) throw notFound();
    return ok(shown);
  }
  throw new ApiError(404, `/_fake has no ${call.method} ${call.path}`);
}

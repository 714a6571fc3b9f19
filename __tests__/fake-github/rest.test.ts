import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SignJWT } from "jose";
import sodium from "libsodium-wrappers";
import { ROUTES } from "../../scripts/fake-github/routes/index.ts";
import { Router } from "../../scripts/fake-github/routing.ts";
import { octokit, OWNER, REPO, REPOSITORY, startSetting } from "./setting.ts";
import type { Setting } from "./setting.ts";

const repository = { owner: OWNER, repo: REPO };
const ADMINISTRATION = {
  actions: "read",
  actions_variables: "write",
  administration: "write",
  contents: "read",
  environments: "write",
  secrets: "write",
} as const;
let setting: Setting;
let api: ReturnType<typeof octokit>;

beforeAll(async () => {
  setting = await startSetting({ checkOpenapi: true });
  api = octokit(setting.github, setting.token);
});

afterAll(async () => {
  await setting.github.stop();
});

describe("what real clients get", () => {
  it("who is in a team, for those who may know", async () => {
    await setting.github.setTeam(`${OWNER}/finance`, ["alice"]);
    const team = { org: OWNER, team_slug: "finance" };
    const token = await setting.github.createToken({ kind: "app", permissions: { members: "read" } });
    const { data } = await octokit(setting.github, token).teams.listMembersInOrg(team);
    expect(data.map(({ login }) => login)).toEqual(["alice"]);
    await expect(octokit(setting.github, token).teams.listMembersInOrg({ ...team, team_slug: "none" })).rejects.toMatchObject({
      status: 404,
    });
    const { data: writers } = await api.repos.listCollaborators({ ...repository, permission: "push" });
    expect(writers.length).toBeGreaterThan(0);
    expect(writers.every(({ permissions }) => permissions?.push === true)).toBe(true);
    const other = await setting.github.createToken({ kind: "app", permissions: {} });
    await expect(octokit(setting.github, other).teams.listMembersInOrg(team)).rejects.toMatchObject({ status: 403 });
  });

  it("a repository with its default branch, and 404 for one that is not there", async () => {
    const { data } = await api.repos.get(repository);
    expect({ name: data.full_name, branch: data.default_branch, private: data.private }).toEqual({
      name: REPOSITORY,
      branch: "main",
      private: true,
    });
    await expect(api.repos.get({ ...repository, repo: "none" })).rejects.toMatchObject({ status: 404 });
  });

  it("a pull request with what git says of it", async () => {
    const { data } = await api.pulls.get({ ...repository, pull_number: setting.number });
    expect({
      head: data.head.sha,
      base: data.base.ref,
      files: data.changed_files,
      commits: data.commits,
      mergeable: data.mergeable,
      state: data.mergeable_state,
    }).toEqual({ head: setting.headSha, base: "prod", files: 4, commits: 1, mergeable: true, state: "clean" });
  });

  it("its files with status, counts, old names and patches", async () => {
    const files = await api.paginate(api.pulls.listFiles, { ...repository, pull_number: setting.number, per_page: 2 });
    expect(files.map((file) => [file.status, file.filename, file.previous_filename, file.additions, file.deletions])).toEqual([
      ["removed", "IAM/gone.tfvars", undefined, 0, 1],
      ["added", "IAM/trust.json", undefined, 1, 0],
      ["modified", "KMS/keys.tfvars", undefined, 1, 1],
      ["renamed", "S3/new/new.tfvars", "S3/old/old.tfvars", 0, 0],
    ]);
    expect(files.map((file) => file.patch)).toEqual([
      "@@ -1 +0,0 @@\n-a = 1",
      "@@ -0,0 +1 @@\n+{}",
      "@@ -1 +1 @@\n-keys = {}\n+keys = { a = {} }",
      undefined,
    ]);
  });

  it("lists of pull requests by state, base and head", async () => {
    const numbers = async (filter: object): Promise<number[]> =>
      (await api.pulls.list({ ...repository, ...filter })).data.map((one) => one.number);
    expect(await numbers({ state: "all", base: "prod" })).toEqual([setting.number]);
    expect(await numbers({ head: "org:feature" })).toEqual([setting.number]);
    expect(await numbers({ head: "org:other" })).toEqual([]);
    expect((await api.pulls.listCommits({ ...repository, pull_number: setting.number })).data.map((one) => one.commit.message)).toEqual([
      "Add the data lake",
    ]);
    const ofCommit = await api.repos.listPullRequestsAssociatedWithCommit({ ...repository, commit_sha: setting.headSha });
    expect(ofCommit.data.map((one) => one.number)).toEqual([setting.number]);
  });

  it("a new pull request: title, retargeting, closing, reviewers", async () => {
    await setting.github.commit(REPOSITORY, { branch: "second", author: "alice", files: { "a.tfvars": "a = 1\n" } });
    const { data } = await api.pulls.create({ ...repository, title: "Second", head: "second", base: "main" });
    expect(await failure(api.pulls.create({ ...repository, title: "Again", head: "second", base: "main" }))).toEqual([
      422,
      "A pull request already exists for org:second.",
    ]);
    expect(await failure(api.pulls.create({ ...repository, title: "Nothing", head: "main", base: "prod" }))).toEqual([
      422,
      "No commits between prod and main",
    ]);
    const changed = await api.pulls.update({ ...repository, pull_number: data.number, base: "prod", title: "Better", state: "closed" });
    expect([changed.data.base.ref, changed.data.title, changed.data.state]).toEqual(["prod", "Better", "closed"]);
    const asked = await api.pulls.requestReviewers({ ...repository, pull_number: setting.number, reviewers: ["bob"] });
    expect(asked.data.requested_reviewers?.map((one) => "login" in one && one.login)).toEqual(["bob"]);
    expect((await api.pulls.listRequestedReviewers({ ...repository, pull_number: setting.number })).data.users).toHaveLength(1);
    expect((await api.issues.get({ ...repository, issue_number: setting.number })).data.pull_request).toBeDefined();
    await expect(api.pulls.checkIfMerged({ ...repository, pull_number: setting.number })).rejects.toMatchObject({ status: 404 });
  });

  it("reviews: submitted at once or later, dismissed, refused to the author", async () => {
    const bob = octokit(setting.github, setting.github.tokenOf("bob"));
    const alice = octokit(setting.github, setting.github.tokenOf("alice"));
    const pull = { ...repository, pull_number: setting.number };
    expect(await failure(alice.pulls.createReview({ ...pull, event: "APPROVE" }))).toEqual([422, "Can not approve your own pull request"]);
    const pending = (await bob.pulls.createReview({ ...pull, body: "Good." })).data;
    expect(pending.state).toBe("PENDING");
    expect((await api.pulls.listReviews(pull)).data).toEqual([]);
    expect((await bob.pulls.submitReview({ ...pull, review_id: pending.id, event: "APPROVE" })).data.state).toBe("APPROVED");
    expect((await bob.pulls.getReview({ ...pull, review_id: pending.id })).data.commit_id).toBe(setting.headSha);
    expect((await bob.pulls.dismissReview({ ...pull, review_id: pending.id, message: "no" })).data.state).toBe("DISMISSED");
  });

  it("comments: created, listed since a time, edited with a later time, deleted", async () => {
    const issue = { ...repository, issue_number: setting.number };
    const { data } = await api.issues.createComment({ ...issue, body: "First" });
    expect([data.user?.login, data.author_association, data.created_at === data.updated_at]).toEqual(["github-actions[bot]", "NONE", true]);
    await setting.github.advanceClock(5000);
    const edited = (await api.issues.updateComment({ ...repository, comment_id: data.id, body: "Second" })).data;
    expect(Date.parse(edited.updated_at) - Date.parse(edited.created_at)).toBeGreaterThanOrEqual(4000);
    expect((await api.issues.listComments({ ...issue, since: edited.updated_at })).data.map((one) => one.body)).toEqual(["Second"]);
    expect((await api.issues.listCommentsForRepo({ ...repository, direction: "desc" })).data).toHaveLength(1);
    expect((await api.issues.getComment({ ...repository, comment_id: data.id })).data.body).toBe("Second");
    const reaction = await api.reactions.createForIssueComment({ ...repository, comment_id: data.id, content: "rocket" });
    const again = await api.reactions.createForIssueComment({ ...repository, comment_id: data.id, content: "rocket" });
    expect([reaction.status, again.status]).toEqual([201, 200]);
    expect((await api.reactions.listForIssueComment({ ...repository, comment_id: data.id })).data).toHaveLength(1);
    await api.issues.deleteComment({ ...repository, comment_id: data.id });
    await expect(api.issues.getComment({ ...repository, comment_id: data.id })).rejects.toMatchObject({ status: 404 });
    expect((await failure(api.issues.createComment({ ...issue, body: "x".repeat(65_537) })))[0]).toBe(422);
  });

  it("labels: made when missing, one whatever their case, 404 when taken off twice", async () => {
    const issue = { ...repository, issue_number: setting.number };
    await api.issues.createLabel({ ...repository, name: "opa-passed", color: "0e8a16", description: "Policy holds" });
    expect(await failure(api.issues.createLabel({ ...repository, name: "OPA-passed" }))).toEqual([422, "Validation Failed"]);
    expect((await api.issues.getLabel({ ...repository, name: "opa-passed" })).data.color).toBe("0e8a16");
    await api.issues.updateLabel({ ...repository, name: "opa-passed", description: "Every policy holds" });
    const names = async (): Promise<string[]> => (await api.issues.listLabelsOnIssue(issue)).data.map((one) => one.name);
    await api.issues.addLabels({ ...issue, labels: ["OPA-PASSED", "new"] });
    expect(await names()).toEqual(["opa-passed", "new"]);
    await api.issues.setLabels({ ...issue, labels: ["new", "other"] });
    expect(await names()).toEqual(["new", "other"]);
    await api.issues.removeLabel({ ...issue, name: "new" });
    await expect(api.issues.removeLabel({ ...issue, name: "new" })).rejects.toMatchObject({ status: 404 });
    await api.issues.removeAllLabels(issue);
    expect(await names()).toEqual([]);
    await api.issues.deleteLabel({ ...repository, name: "other" });
    expect((await api.issues.listLabelsForRepo(repository)).data.map((one) => one.name)).toEqual(["opa-passed", "new"]);
  });

  it("check runs: at most 50 annotations a request, which add up", async () => {
    const annotation = { path: "a.tfvars", start_line: 1, end_line: 1, annotation_level: "failure" as const, message: "no" };
    const output = (count: number) => ({
      title: "1 deny",
      summary: "See the lines.",
      annotations: Array.from({ length: count }, () => annotation),
    });
    const run = { ...repository, name: "tf-orchestrator", head_sha: setting.headSha };
    expect((await failure(api.checks.create({ ...run, output: output(51) })))[0]).toBe(422);
    const { data } = await api.checks.create({ ...run, status: "in_progress", output: output(50) });
    await api.checks.update({ ...repository, check_run_id: data.id, conclusion: "failure", output: output(10) });
    const shown = (await api.checks.get({ ...repository, check_run_id: data.id })).data;
    expect([shown.status, shown.conclusion, shown.output.annotations_count]).toEqual(["completed", "failure", 60]);
    expect(await api.paginate(api.checks.listAnnotations, { ...repository, check_run_id: data.id, per_page: 50 })).toHaveLength(60);
    await api.checks.create({ ...run, conclusion: "success" });
    const runs = (filter: "all" | "latest") =>
      api.checks.listForRef({ ...repository, ref: "feature", filter, check_name: "tf-orchestrator" });
    expect((await runs("latest")).data.check_runs.map((one) => one.conclusion)).toEqual(["success"]);
    expect((await runs("all")).data.total_count).toBe(2);
  });

  it("commit statuses, each and combined", async () => {
    const ref = { ...repository, ref: setting.headSha };
    await api.repos.createCommitStatus({ ...repository, sha: setting.headSha, state: "pending", context: "ci" });
    expect((await api.repos.getCombinedStatusForRef(ref)).data.state).toBe("pending");
    await api.repos.createCommitStatus({ ...repository, sha: setting.headSha, state: "success", context: "ci" });
    expect((await api.repos.getCombinedStatusForRef(ref)).data.state).toBe("success");
    expect((await api.repos.listCommitStatusesForRef(ref)).data).toHaveLength(2);
  });

  it("trees and commits that a program writes", async () => {
    const parent = (await api.repos.getCommit({ ...repository, ref: "feature" })).data;
    const { tree: entries } = (await api.git.getTree({ ...repository, tree_sha: "feature", recursive: "1" })).data;
    const sha = entries.find(({ path }) => path === "KMS/keys.tfvars")?.sha ?? "";
    const entry = { path: "KMS/copy.tfvars", mode: "100644" as const, type: "blob" as const, sha };
    const tree = (await api.git.createTree({ ...repository, base_tree: parent.commit.tree.sha, tree: [entry] })).data;
    const commit = (await api.git.createCommit({ ...repository, message: "A copy", tree: tree.sha, parents: [parent.sha] })).data;
    expect([commit.message, commit.tree.sha, commit.parents.map((one) => one.sha)]).toEqual(["A copy", tree.sha, [parent.sha]]);
    const written = (await api.git.getTree({ ...repository, tree_sha: tree.sha, recursive: "1" })).data.tree;
    expect(written.filter(({ path }) => path.startsWith("KMS/")).map((one) => [one.path, one.sha])).toEqual([
      ["KMS/copy.tfvars", sha],
      ["KMS/keys.tfvars", sha],
    ]);
    expect(await failure(api.git.createCommit({ ...repository, message: "x", tree: sha }))).toEqual([422, "Tree SHA does not exist"]);
  });

  it("refs and branches", async () => {
    const sha = setting.headSha;
    await api.git.createRef({ ...repository, ref: "refs/heads/copy/one", sha });
    expect((await api.git.getRef({ ...repository, ref: "heads/copy/one" })).data.object.sha).toBe(sha);
    expect((await api.git.listMatchingRefs({ ...repository, ref: "heads/copy" })).data).toHaveLength(1);
    const main = (await api.repos.getBranch({ ...repository, branch: "main" })).data.commit.sha;
    expect(await failure(api.git.updateRef({ ...repository, ref: "heads/copy/one", sha: main }))).toEqual([
      422,
      "Update is not a fast forward",
    ]);
    await api.git.updateRef({ ...repository, ref: "heads/copy/one", sha: main, force: true });
    expect((await api.repos.getBranch({ ...repository, branch: "copy/one" })).data.commit.sha).toBe(main);
    await api.git.deleteRef({ ...repository, ref: "heads/copy/one" });
    await expect(api.repos.getBranch({ ...repository, branch: "copy/one" })).rejects.toMatchObject({ status: 404 });
    expect((await api.repos.listBranches(repository)).data.map((one) => one.name)).toContain("prod");
  });

  it("a branch's protection, to administrators, and its rules, to all", async () => {
    const admin = octokit(
      setting.github,
      await setting.github.createToken({ kind: "app", permissions: { administration: "read", contents: "read" } }),
    );
    await expect(admin.repos.getBranchProtection({ ...repository, branch: "main" })).rejects.toMatchObject({ status: 404 });
    await setting.github.protect(REPOSITORY, "main", { requiredApprovals: 2, requiredChecks: ["ci"] });
    const { data } = await admin.repos.getBranchProtection({ ...repository, branch: "main" });
    expect(data.required_pull_request_reviews?.required_approving_review_count).toBe(2);
    const rules = (await api.repos.getBranchRules({ ...repository, branch: "main" })).data;
    expect(rules.map((rule) => rule.type)).toEqual(["pull_request", "required_status_checks"]);
  });

  it("environments with the branches that may deploy from them", async () => {
    const admin = octokit(setting.github, await setting.github.createToken({ kind: "app", permissions: ADMINISTRATION }));
    const named = { ...repository, environment_name: "production" };
    expect((await failure(api.repos.createOrUpdateEnvironment(named)))[0]).toBe(403);
    const limited = { protected_branches: false, custom_branch_policies: true };
    const made = await admin.repos.createOrUpdateEnvironment({ ...named, deployment_branch_policy: limited });
    expect(made.data.deployment_branch_policy).toEqual(limited);
    const policy = (await admin.repos.createDeploymentBranchPolicy({ ...named, name: "main" })).data;
    await admin.repos.createDeploymentBranchPolicy({ ...named, name: "other" });
    await admin.repos.deleteDeploymentBranchPolicy({ ...named, branch_policy_id: policy.id ?? 0 });
    const policies = (await admin.repos.listDeploymentBranchPolicies(named)).data;
    expect(policies.branch_policies.map(({ name, type }) => [name, type])).toEqual([["other", "branch"]]);
    expect((await admin.repos.getAllEnvironments(repository)).data.environments?.map(({ name }) => name)).toEqual(["production"]);
    expect((await admin.repos.getEnvironment(named)).data.deployment_branch_policy).toEqual(limited);
    await expect(admin.repos.getEnvironment({ ...named, environment_name: "none" })).rejects.toMatchObject({ status: 404 });
  });

  it("secrets, sealed for the server's key, and variables, of a repository and of an environment", async () => {
    const admin = octokit(setting.github, await setting.github.createToken({ kind: "app", permissions: ADMINISTRATION }));
    const named = { ...repository, environment_name: "production" };
    await sodium.ready;
    const sealed = (value: string, key: string) =>
      sodium.to_base64(
        sodium.crypto_box_seal(value, sodium.from_base64(key, sodium.base64_variants.ORIGINAL)),
        sodium.base64_variants.ORIGINAL,
      );
    const own = (await admin.actions.getRepoPublicKey(repository)).data;
    const secret = { secret_name: "one", key_id: own.key_id, encrypted_value: sealed("1", own.key) };
    expect((await admin.actions.createOrUpdateRepoSecret({ ...repository, ...secret })).status).toBe(201);
    expect((await admin.actions.createOrUpdateRepoSecret({ ...repository, ...secret })).status).toBe(204);
    const unsealed = { ...secret, encrypted_value: Buffer.from("1").toString("base64") };
    expect((await failure(admin.actions.createOrUpdateRepoSecret({ ...repository, ...unsealed })))[0]).toBe(422);
    const key = (await admin.actions.getEnvironmentPublicKey(named)).data;
    await admin.actions.createOrUpdateEnvironmentSecret({
      ...named,
      secret_name: "TWO",
      key_id: key.key_id,
      encrypted_value: sealed("2", key.key),
    });
    expect((await admin.actions.listRepoSecrets(repository)).data.secrets.map(({ name }) => name)).toEqual(["ONE"]);
    expect((await admin.actions.listEnvironmentSecrets(named)).data.secrets.map(({ name }) => name)).toEqual(["TWO"]);
    await admin.actions.createRepoVariable({ ...repository, name: "A", value: "a" });
    expect((await failure(admin.actions.createRepoVariable({ ...repository, name: "a", value: "b" })))[0]).toBe(409);
    await admin.actions.updateRepoVariable({ ...repository, name: "A", value: "b" });
    expect((await admin.actions.listRepoVariables(repository)).data.variables.map(({ name, value }) => [name, value])).toEqual([
      ["A", "b"],
    ]);
    await admin.actions.createEnvironmentVariable({ ...named, name: "B", value: "c" });
    await admin.actions.updateEnvironmentVariable({ ...named, name: "B", value: "d" });
    expect((await admin.actions.listEnvironmentVariables(named)).data.total_count).toBe(1);
    const { environments, secrets, variables } = await setting.github.repository(REPOSITORY);
    expect({ environments, secrets, variables }).toEqual({
      environments: { production: { branches: ["other"], secrets: { TWO: "2" }, variables: { B: "d" } } },
      secrets: { ONE: "1" },
      variables: { A: "b" },
    });
  });

  it("rulesets, and the rules of a branch that come of them", async () => {
    const admin = octokit(setting.github, await setting.github.createToken({ kind: "app", permissions: ADMINISTRATION }));
    const wanted = {
      name: "guarded",
      target: "branch" as const,
      enforcement: "active" as const,
      conditions: { ref_name: { include: ["refs/heads/guarded"], exclude: [] } },
      rules: [{ type: "deletion" as const }],
    };
    const made = (await admin.repos.createRepoRuleset({ ...repository, ...wanted })).data;
    expect((await admin.repos.getRepoRuleset({ ...repository, ruleset_id: made.id })).data.rules).toEqual([{ type: "deletion" }]);
    expect((await api.repos.getBranchRules({ ...repository, branch: "guarded" })).data.map(({ type }) => type)).toEqual(["deletion"]);
    await admin.repos.updateRepoRuleset({ ...repository, ruleset_id: made.id, ...wanted, enforcement: "disabled" });
    expect((await api.repos.getBranchRules({ ...repository, branch: "guarded" })).data).toEqual([]);
    expect((await api.repos.getRepoRulesets(repository)).data.map(({ name, enforcement }) => [name, enforcement])).toEqual([
      ["guarded", "disabled"],
    ]);
  });

  it("commits, comparisons, trees, files and blobs", async () => {
    const commit = (await api.repos.getCommit({ ...repository, ref: "feature" })).data;
    expect([commit.sha, commit.author?.login, commit.files?.length]).toEqual([setting.headSha, "alice", 4]);
    expect((await api.repos.listCommits({ ...repository, sha: "feature", path: "IAM/trust.json" })).data).toHaveLength(1);
    const pushed = (await api.repos.listActivities({ ...repository, ref: "refs/heads/feature" })).data;
    expect(pushed[0]).toMatchObject({ ref: "refs/heads/feature", after: setting.headSha });
    const compared = (await api.repos.compareCommitsWithBasehead({ ...repository, basehead: "prod...feature" })).data;
    expect([compared.status, compared.ahead_by, compared.files?.length]).toEqual(["ahead", 1, 4]);
    const tree = (await api.git.getTree({ ...repository, tree_sha: "feature", recursive: "1" })).data;
    expect(tree.tree.map((entry) => entry.path)).toEqual([
      "IAM",
      "IAM/trust.json",
      "KMS",
      "KMS/keys.tfvars",
      "S3",
      "S3/new",
      "S3/new/new.tfvars",
    ]);
    const file = (await api.repos.getContent({ ...repository, path: "KMS/keys.tfvars", ref: "feature" })).data;
    expect(Buffer.from("content" in file ? file.content : "", "base64").toString()).toBe("keys = { a = {} }\n");
    const raw = await api.repos.getContent({ ...repository, path: "KMS/keys.tfvars", ref: "prod", mediaType: { format: "raw" } });
    expect(raw.data as unknown).toBe("keys = {}\n");
    const root = (await api.repos.getContent({ ...repository, path: "" })).data;
    expect(Array.isArray(root) && root.map((one) => one.type)).toEqual(["dir", "dir", "dir"]);
    await expect(api.repos.getContent({ ...repository, path: "none" })).rejects.toMatchObject({ status: 404 });
    const sha = "sha" in file ? file.sha : "";
    expect(Buffer.from((await api.git.getBlob({ ...repository, file_sha: sha })).data.content, "base64").toString()).toBe(
      "keys = { a = {} }\n",
    );
  });

  it("people and what they may do: 404 for who is no collaborator", async () => {
    const permission = (username: string) => api.repos.getCollaboratorPermissionLevel({ ...repository, username });
    await setting.github.setPermission(REPOSITORY, "dora", "maintain");
    expect((await permission("dora")).data).toMatchObject({ permission: "write", role_name: "maintain" });
    expect((await permission("carol")).data.permission).toBe("read");
    await expect(permission("mallory")).rejects.toMatchObject({ status: 404 });
    await expect(permission("nobody")).rejects.toMatchObject({ status: 404 });
    expect((await api.repos.checkCollaborator({ ...repository, username: "carol" })).status).toBe(204);
    expect((await api.users.getByUsername({ username: "alice" })).data.type).toBe("User");
    const alice = octokit(setting.github, setting.github.tokenOf("alice"));
    expect((await alice.users.getAuthenticated()).data.login).toBe("alice");
    expect((await failure(api.users.getAuthenticated()))[0]).toBe(403);
    expect((await api.rateLimit.get()).data.rate.limit).toBe(5000);
  });

  it("dispatches: stored, with at most ten properties and less than 64 KB", async () => {
    const dispatch = (payload: Record<string, unknown>) =>
      api.repos.createDispatchEvent({ ...repository, event_type: "tf-validate", client_payload: payload });
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key${index}`, index]));
    expect((await failure(dispatch(eleven)))[0]).toBe(422);
    expect((await failure(dispatch({ text: "x".repeat(64 * 1024) })))[0]).toBe(422);
    await dispatch({ version: 1 });
    await api.actions.createWorkflowDispatch({ ...repository, workflow_id: "ci.yml", ref: "main", inputs: { phase: "drift" } });
    const { dispatches, workflowDispatches } = await setting.github.repository(REPOSITORY);
    expect(dispatches.map(({ eventType, clientPayload }) => [eventType, clientPayload])).toEqual([["tf-validate", { version: 1 }]]);
    expect(workflowDispatches.map(({ workflow, inputs }) => [workflow, inputs])).toEqual([["ci.yml", { phase: "drift" }]]);
  });

  it("workflow runs", async () => {
    await setting.github.setRun(REPOSITORY, { id: 8123, headSha: setting.headSha, actor: "alice", status: "in_progress" });
    expect((await api.actions.getWorkflowRun({ ...repository, run_id: 8123 })).data.status).toBe("in_progress");
    expect((await api.actions.listWorkflowRunsForRepo({ ...repository, status: "in_progress" })).data.total_count).toBe(1);
    expect((await api.actions.getReviewsForRun({ ...repository, run_id: 8123 })).data).toEqual([]);
  });

  it("an app's installation tokens, for a JWT that its key signed", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
    const app = await setting.github.createApp({ slug: "orchestrator", owner: "org", publicKey: pem, installedOn: ["org"] });
    const jwt = (key: typeof privateKey) =>
      new SignJWT().setProtectedHeader({ alg: "RS256" }).setIssuer(String(app.id)).setIssuedAt().setExpirationTime("5m").sign(key);
    const asApp = octokit(setting.github, await jwt(privateKey));
    expect((await asApp.apps.getAuthenticated()).data?.slug).toBe("orchestrator");
    const installation = (await asApp.apps.getRepoInstallation(repository)).data;
    const made = await asApp.apps.createInstallationAccessToken({
      installation_id: installation.id,
      repositories: [REPO],
      permissions: { issues: "write" },
    });
    const asInstallation = octokit(setting.github, made.data.token);
    const comment = await asInstallation.issues.createComment({ ...repository, issue_number: setting.number, body: "From the app" });
    expect(comment.data.user?.login).toBe("orchestrator[bot]");
    expect((await failure(asInstallation.checks.create({ ...repository, name: "x", head_sha: setting.headSha })))[0]).toBe(403);
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    expect((await failure(octokit(setting.github, await jwt(stranger)).apps.getAuthenticated()))[0]).toBe(401);
  });

  it("an app from a manifest, for the code that the browser brings back, once", async () => {
    const manifest = {
      name: "From a manifest",
      url: "https://github.example/org",
      redirect_url: "http://127.0.0.1:9/made",
      default_permissions: { issues: "write" },
    };
    const registered = await fetch(`${setting.github.url}/organizations/org/settings/apps/new?state=abc`, {
      method: "POST",
      body: new URLSearchParams({ manifest: JSON.stringify(manifest) }),
      redirect: "manual",
    });
    const back = new URL(registered.headers.get("location") ?? "");
    expect([registered.status, back.pathname, back.searchParams.get("state")]).toEqual([302, "/made", "abc"]);
    const code = { code: back.searchParams.get("code") ?? "" };
    const { data } = await api.apps.createFromManifest(code);
    expect([data.slug, data.permissions, data.pem.split("\n")[0]]).toEqual([
      "from-a-manifest",
      { issues: "write" },
      "-----BEGIN RSA PRIVATE KEY-----",
    ]);
    await expect(api.apps.createFromManifest(code)).rejects.toMatchObject({ status: 404 });
  });

  it("issues: numbered with the pull requests, listed by state and label, closed and opened again", async () => {
    const { data: made } = await api.issues.create({ ...repository, title: "Drift", body: "one", labels: ["tf-drift"] });
    const numbers = (await api.pulls.list({ ...repository, state: "all" })).data.map(({ number }) => number);
    expect(made.number).toBe(Math.max(...numbers) + 1);
    expect([made.state, made.title, made.body]).toEqual(["open", "Drift", "one"]);
    const change = { ...repository, issue_number: made.number };
    await api.issues.update({ ...change, body: "two", state: "closed" });
    const listed = async (state: "open" | "closed" | "all", labels: string) =>
      (await api.issues.listForRepo({ ...repository, state, labels })).data.map(({ number, body }) => [number, body]);
    expect([await listed("open", "tf-drift"), await listed("all", "other"), await listed("closed", "tf-drift")]).toEqual([
      [],
      [],
      [[made.number, "two"]],
    ]);
    expect((await api.issues.update({ ...change, state: "open" })).data).toMatchObject({ state: "open", closed_at: null });
    expect((await failure(api.issues.update({ ...change, body: "x".repeat(65_537) })))[0]).toBe(422);
    await expect(api.issues.update({ ...repository, issue_number: 9999, body: "" })).rejects.toMatchObject({ status: 404 });
  });

  it("issues: commented as pull requests are, assigned only to who has access", async () => {
    const { number } = (await api.issues.create({ ...repository, title: "Drift", labels: ["tf-drift"] })).data;
    const issue = { ...repository, issue_number: number };
    const { data } = await api.issues.createComment({ ...issue, body: "First" });
    expect([data.html_url.includes(`/issues/${number}#`), (await api.issues.listComments(issue)).data.length]).toEqual([true, 1]);
    expect((await api.reactions.createForIssueComment({ ...repository, comment_id: data.id, content: "eyes" })).status).toBe(201);
    expect((await api.issues.get(issue)).data).toMatchObject({ comments: 1, assignees: [] });
    expect((await api.issues.checkUserCanBeAssigned({ ...repository, assignee: "bob" })).status).toBe(204);
    await expect(api.issues.checkUserCanBeAssigned({ ...repository, assignee: "nobody" })).rejects.toMatchObject({ status: 404 });
    expect((await failure(api.issues.addAssignees({ ...issue, assignees: ["nobody"] })))[0]).toBe(422);
    expect((await api.issues.addAssignees({ ...issue, assignees: ["bob"] })).data.assignees).toMatchObject([{ login: "bob" }]);
  });

  it("a merge, at last", async () => {
    const { data } = await api.pulls.merge({ ...repository, pull_number: setting.number, sha: setting.headSha });
    expect(data.merged).toBe(true);
    expect((await api.pulls.checkIfMerged({ ...repository, pull_number: setting.number })).status).toBe(204);
  });
});

describe("the check against GitHub's description", () => {
  it("saw every endpoint of the server", async () => {
    const router = new Router(ROUTES);
    const requests = await setting.github.requests();
    const used = new Set(requests.map(({ method, path }) => router.find(method, path)?.route));
    expect(ROUTES.filter((route) => !used.has(route)).map((route) => `${route.method} ${route.template}`)).toEqual([]);
  });

  it("found nothing that GitHub would not say", async () => {
    expect(await setting.github.openapiViolations()).toEqual([]);
  });
});

/** Status and first reason of a refused request. */
async function failure(request: Promise<unknown>): Promise<[number, string]> {
  try {
    await request;
  } catch (error) {
    const { status, response } = error as {
      status: number;
      response: { data: { message: string; errors?: (string | { message?: string })[] } };
    };
    const first = response.data.errors?.[0];
    return [status, (typeof first === "string" ? first : first?.message) ?? response.data.message];
  }
  return [0, ""];
}

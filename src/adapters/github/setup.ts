import { RequestError } from "@octokit/request-error";
import type { RestEndpointMethodTypes } from "@octokit/rest";
import { NO_RULES, branchRulesOf, strengthened, type BranchRules } from "../../domain/setup/branch-rules.ts";
import { SIGNING_KEY, VERIFY_KEY } from "../../domain/setup/names.ts";
import type { Deed, FoundEnvironment, FoundKeeper } from "../../domain/setup/steps.ts";
import type { GitHubSetup, SetupQuestions, SetupRefusal } from "../../ports/github-setup.ts";
import type { KeyPair } from "../signing.ts";
import { GitHubError, whatGitHubSaid, type GitHub, type RepositoryPath } from "./client.ts";
import { sealed } from "./sealed.ts";

/** @param generateKeys Makes the pair that goes into secret and variable, and nowhere else. */
export function openGitHubSetup(api: GitHub, generateKeys: () => KeyPair): GitHubSetup {
  return {
    look: async (repository, questions) => await look(api, repository, questions),
    carryOut: async (repository, deed) => {
      const refusals = new Refusals(repository);
      const at = pathOf(repository);
      await DEEDS[deed.kind]({ api, at, refusals, generateKeys }, deed as never);
      return refusals.found[0] ?? null;
    },
    storeSecret: async (repository, environment, name, value) => {
      const refusals = new Refusals(repository);
      await storeSecret({ api, at: pathOf(repository), refusals }, environment, name, value);
      return refusals.found[0] ?? null;
    },
    isOrganization: async (login) =>
      (await gitHubSays(async () => await api.rest.users.getByUsername({ username: login }))).data.type === "Organization",
    appOf: async (code) => {
      const { data } = await gitHubSays(async () => await api.rest.apps.createFromManifest({ code }));
      return { id: data.id, privateKey: data.pem, page: data.html_url };
    },
  };
}

async function gitHubSays<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    throw error instanceof RequestError ? new GitHubError(whatGitHubSaid(error), error) : error;
  }
}

function pathOf(repository: string): RepositoryPath {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}

/** Collects what GitHub refused, so that one answer tells all, in the order in which it was asked: answers come in any. */
class Refusals {
  readonly #asked: (SetupRefusal | null)[] = [];
  readonly #repository: string;

  constructor(repository: string) {
    this.#repository = repository;
  }

  get found(): SetupRefusal[] {
    return this.#asked.filter((refusal) => refusal !== null);
  }

  /** What is wrong without any answer of GitHub's. */
  tell(deed: string, said: string): void {
    this.#asked.push({ repository: this.#repository, deed, permission: null, said });
  }

  /** @returns null when it was refused. Without an answer of GitHub's it throws. */
  async unless<Answer>(deed: string, permission: string, request: () => Promise<Answer>): Promise<Answer | null> {
    const place = this.#asked.push(null) - 1;
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof RequestError) || error.status === 401 || error.status >= 500) throw error;
      const said = whatGitHubSaid(error);
      // A plan that has no rulesets is told by 403, too.
      const isPermission = [403, 404].includes(error.status) && !/upgrade/i.test(said);
      this.#asked[place] = {
        repository: this.#repository,
        deed,
        permission: isPermission ? permission : null,
        said: `${said} (${error.status})`,
      };
      return null;
    }
  }
}

async function look(api: GitHub, repository: string, questions: SetupQuestions): ReturnType<GitHubSetup["look"]> {
  const refusals = new Refusals(repository);
  const at = pathOf(repository);
  const known = await refusals.unless("find the repository", "Metadata: read", async () => await api.rest.repos.get({ ...at }));
  if (known === null) return { refusals: refusals.found };
  const defaultBranch = known.data.default_branch;
  const branches = [...new Set([...questions.branches, defaultBranch])];
  const [environments, kept, labels, there, rules, rulesets] = await Promise.all([
    environmentsOf(api, at, questions.environments, refusals),
    questions.kept ? keptOf(api, at, refusals) : NOTHING_KEPT,
    questions.labels
      ? refusals.unless(
          "list the labels",
          "Issues: read",
          async () => await api.paginate(api.rest.issues.listLabelsForRepo, { ...at, per_page: 100 }),
        )
      : [],
    refusals.unless(
      "list the branches",
      "Contents: read",
      async () => await Promise.all(branches.map(async (branch) => await hasBranch(api, at, branch))),
    ),
    refusals.unless(
      "read the rules of branches",
      "Metadata: read",
      async () => await Promise.all(branches.map(async (branch) => await rulesOf(api, at, branch))),
    ),
    refusals.unless(
      "list the rulesets",
      "Metadata: read",
      async () => await api.paginate(api.rest.repos.getRepoRulesets, { ...at, includes_parents: false, per_page: 100 }),
    ),
  ]);
  const found = {
    defaultBranch,
    environments,
    kept,
    labels: (labels ?? []).map(({ name }) => name),
    branches: branches.filter((_, index) => there?.[index] === true),
    rules: new Map(branches.map((branch, index) => [branch, rules?.[index] ?? NO_RULES])),
    rulesets: (rulesets ?? []).map(({ id, name }) => ({ id, name })),
  };
  return { found, refusals: refusals.found };
}

const NOTHING_KEPT: FoundKeeper = { secrets: [], variables: new Map() };

async function environmentsOf(
  api: GitHub,
  at: RepositoryPath,
  names: readonly string[],
  refusals: Refusals,
): Promise<Map<string, FoundEnvironment>> {
  if (names.length === 0) return new Map();
  const listed = await refusals.unless(
    "list the environments",
    "Actions: read",
    async () => await api.paginate(api.rest.repos.getAllEnvironments, { ...at, per_page: 100 }),
  );
  const there = (listed ?? []) as unknown as GitHubEnvironment[];
  const found = await Promise.all(
    names.map(async (name): Promise<[string, FoundEnvironment][]> => {
      const one = there.find((each) => each.name.toLowerCase() === name.toLowerCase());
      if (one === undefined) return [];
      const [branches, kept] = await Promise.all([branchesOf(api, at, one, refusals), keptByEnvironment(api, at, one.name, refusals)]);
      return [[name, { ...kept, branches, reviewers: reviewersOf(one) }]];
    }),
  );
  return new Map(found.flat());
}

/** Logins, and names of teams. */
function reviewersOf({ protection_rules: rules }: GitHubEnvironment): string[] {
  const reviewers = (rules ?? []).flatMap((rule) => ("reviewers" in rule ? (rule.reviewers ?? []) : []));
  return reviewers.flatMap(({ reviewer }) => {
    const named = reviewer as { login?: string; name?: string } | undefined;
    return named?.login ?? named?.name ?? [];
  });
}

async function branchesOf(
  api: GitHub,
  at: RepositoryPath,
  { name, deployment_branch_policy: limit }: GitHubEnvironment,
  refusals: Refusals,
): Promise<FoundEnvironment["branches"]> {
  if (limit === undefined || limit === null) return "all";
  if (limit.protected_branches) return "protected";
  const policies = await refusals.unless(
    `list the branches of environment ${name}`,
    "Actions: read",
    async () => await api.rest.repos.listDeploymentBranchPolicies({ ...at, environment_name: name, per_page: 100 }),
  );
  return (policies?.data.branch_policies ?? []).map(({ id, name: pattern, type }) => ({
    id: id ?? 0,
    name: type === "tag" ? `tag ${pattern ?? ""}` : (pattern ?? ""),
  }));
}

async function keptByEnvironment(api: GitHub, at: RepositoryPath, name: string, refusals: Refusals): Promise<FoundKeeper> {
  const of = { ...at, environment_name: name, per_page: 30 };
  const [secrets, variables] = await Promise.all([
    refusals.unless(
      `list the secrets of environment ${name}`,
      "Environments: read",
      async () => await api.paginate(api.rest.actions.listEnvironmentSecrets, of),
    ),
    refusals.unless(
      `list the variables of environment ${name}`,
      "Environments: read",
      async () => await api.paginate(api.rest.actions.listEnvironmentVariables, of),
    ),
  ]);
  return keeperOf(secrets, variables);
}

async function keptOf(api: GitHub, at: RepositoryPath, refusals: Refusals): Promise<FoundKeeper> {
  const of = { ...at, per_page: 30 };
  const [secrets, variables] = await Promise.all([
    refusals.unless("list the secrets", "Secrets: read", async () => await api.paginate(api.rest.actions.listRepoSecrets, of)),
    refusals.unless("list the variables", "Variables: read", async () => await api.paginate(api.rest.actions.listRepoVariables, of)),
  ]);
  return keeperOf(secrets, variables);
}

function keeperOf(secrets: readonly { name: string }[] | null, variables: readonly { name: string; value: string }[] | null): FoundKeeper {
  return {
    secrets: (secrets ?? []).map(({ name }) => name),
    variables: new Map((variables ?? []).map(({ name, value }) => [name, value])),
  };
}

async function hasBranch(api: GitHub, at: RepositoryPath, branch: string): Promise<boolean> {
  // A branch that is not there and a token that may not ask get one answer; this one tells them apart.
  const { data } = await api.rest.git.listMatchingRefs({ ...at, ref: `heads/${branch}` });
  return data.some(({ ref }) => ref === `refs/heads/${branch}`);
}

async function rulesOf(api: GitHub, at: RepositoryPath, branch: string): Promise<BranchRules> {
  const rules = await api.paginate(api.rest.repos.getBranchRules, { ...at, branch, per_page: 100 });
  return branchRulesOf(rules);
}

interface Doing {
  api: GitHub;
  at: RepositoryPath;
  refusals: Refusals;
  generateKeys: () => KeyPair;
}

type DeedOf<Kind extends Deed["kind"]> = Extract<Deed, { kind: Kind }>;

const DEEDS: { [Kind in Deed["kind"]]: (doing: Doing, deed: DeedOf<Kind>) => Promise<void> } = {
  environment: makeEnvironment,
  keys: makeKeys,
  variable: async (doing, { environment, name, value, isNew }) => await storeVariable(doing, environment, { name, value, isNew }),
  label: async ({ api, at, refusals }, { label }) => {
    await refusals.unless("make the label", "Issues: write", async () => await api.rest.issues.createLabel({ ...at, ...label }));
  },
  branch: async ({ api, at, refusals }, { name, from }) => {
    await refusals.unless("make the branch", "Contents: write", async () => {
      const { data } = await api.rest.git.getRef({ ...at, ref: `heads/${from}` });
      await api.rest.git.createRef({ ...at, ref: `refs/heads/${name}`, sha: data.object.sha });
    });
  },
  ruleset: makeRuleset,
};

async function makeEnvironment(
  { api, at, refusals }: Doing,
  { name, branch, others, limited, reviewers }: DeedOf<"environment">,
): Promise<void> {
  const of = { ...at, environment_name: name };
  const reviewing = reviewers === null ? null : await accountIds(api, reviewers);
  if (reviewing?.length === 0) {
    // An environment that nobody reviews would look like a gate and be none.
    refusals.tell(`have ${name} reviewed`, `GitHub knows nobody of ${(reviewers ?? []).join(", ")}`);
    return;
  }
  await refusals.unless("limit the environment to a branch", "Administration: write", async () => {
    if (!limited || reviewing !== null)
      await api.rest.repos.createOrUpdateEnvironment({
        ...of,
        // What is left out of this request would be taken away.
        ...(await protectionOf(api, of)),
        // Nobody reviews what they started themselves.
        ...(reviewing === null ? {} : { prevent_self_review: true, reviewers: reviewing.map((id) => ({ type: "User" as const, id })) }),
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      });
    const { data } = await api.rest.repos.listDeploymentBranchPolicies({ ...of, per_page: 100 });
    if (!data.branch_policies.some((policy) => policy.name === branch && policy.type !== "tag"))
      await api.rest.repos.createDeploymentBranchPolicy({ ...of, name: branch });
    // Those that GitHub kept from an earlier limit come back with it.
    const stale = limited ? others : data.branch_policies.filter((policy) => policy.name !== branch || policy.type === "tag");
    for (const { id } of stale) await api.rest.repos.deleteDeploymentBranchPolicy({ ...of, branch_policy_id: id ?? 0 });
  });
}

/** The accounts of some logins; one that GitHub does not know is left out. */
async function accountIds(api: GitHub, logins: readonly string[]): Promise<number[]> {
  const found = await Promise.all(
    logins.map(async (username) => {
      try {
        return [(await api.rest.users.getByUsername({ username })).data.id];
      } catch (error) {
        if (error instanceof RequestError && error.status === 404) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

/** Waiting time and reviewers of an environment that is there. */
async function protectionOf(api: GitHub, of: RepositoryPath & { environment_name: string }) {
  try {
    const { data } = await api.rest.repos.getEnvironment({ ...of });
    const rules = (data.protection_rules ?? []) as {
      type: string;
      wait_timer?: number;
      prevent_self_review?: boolean;
      reviewers?: { type?: "User" | "Team"; reviewer?: { id?: number } }[];
    }[];
    const waits = rules.find(({ type }) => type === "wait_timer");
    const reviews = rules.find(({ type }) => type === "required_reviewers");
    return {
      ...(waits?.wait_timer === undefined ? {} : { wait_timer: waits.wait_timer }),
      ...(reviews === undefined
        ? {}
        : {
            prevent_self_review: reviews.prevent_self_review ?? false,
            reviewers: (reviews.reviewers ?? []).flatMap(({ type, reviewer }) =>
              type === undefined || reviewer?.id === undefined ? [] : [{ type, id: reviewer.id }],
            ),
          }),
    };
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) return {};
    throw error;
  }
}

/** First the verify key: a signing key without one would lock everybody out. Each environment has a signing key of its own. */
async function makeKeys(doing: Doing, { signing, verify }: DeedOf<"keys">): Promise<void> {
  const pairs = signing.map((environment) => ({ environment, ...doing.generateKeys() }));
  const added = pairs.map(({ verifyKey }) => verifyKey);
  for (const { environment, before } of verify)
    await storeVariable(doing, environment, {
      name: VERIFY_KEY,
      value: [...(before === null ? [] : [before]), ...added].join(" "),
      isNew: before === null,
    });
  if (doing.refusals.found.length > 0) return;
  for (const { environment, signingKey } of pairs) await storeSecret(doing, environment, SIGNING_KEY, signingKey);
}

async function storeVariable(
  { api, at, refusals }: Doing,
  environment: string | null,
  { name, value, isNew }: { name: string; value: string; isNew: boolean },
): Promise<void> {
  const of = { ...at, name, value };
  if (environment === null)
    await refusals.unless("store the variable", "Variables: write", async () =>
      isNew ? await api.rest.actions.createRepoVariable(of) : await api.rest.actions.updateRepoVariable(of),
    );
  else
    await refusals.unless("store the variable", "Environments: write", async () =>
      isNew
        ? await api.rest.actions.createEnvironmentVariable({ ...of, environment_name: environment })
        : await api.rest.actions.updateEnvironmentVariable({ ...of, environment_name: environment }),
    );
}

async function storeSecret(
  { api, at, refusals }: Omit<Doing, "generateKeys">,
  environment: string | null,
  name: string,
  value: string,
): Promise<void> {
  if (environment === null) {
    await refusals.unless("store the secret", "Secrets: write", async () => {
      const { data } = await api.rest.actions.getRepoPublicKey({ ...at });
      await api.rest.actions.createOrUpdateRepoSecret({ ...at, ...(await sealedSecret(name, value, data)) });
    });
    return;
  }
  const of = { ...at, environment_name: environment };
  await refusals.unless("store the secret", "Environments: write", async () => {
    const { data } = await api.rest.actions.getEnvironmentPublicKey(of);
    await api.rest.actions.createOrUpdateEnvironmentSecret({ ...of, ...(await sealedSecret(name, value, data)) });
  });
}

async function sealedSecret(name: string, value: string, { key, key_id }: { key: string; key_id: string }) {
  return { secret_name: name, key_id, encrypted_value: await sealed(value, key) };
}

async function makeRuleset({ api, at, refusals }: Doing, { id, name, branch, rules }: DeedOf<"ruleset">): Promise<void> {
  const include = `refs/heads/${branch}`;
  await refusals.unless("make the ruleset", "Administration: write", async () => {
    const of = { ...at, name, target: "branch" as const, enforcement: "active" as const };
    if (id === null) {
      await api.rest.repos.createRepoRuleset({
        ...of,
        conditions: { ref_name: { include: [include], exclude: [] } },
        rules: strengthened([], rules) as NewRules,
      });
      return;
    }
    const { data } = await api.rest.repos.getRepoRuleset({ ...at, ruleset_id: id });
    const names = (data.conditions as { ref_name?: { include?: string[]; exclude?: string[] } } | undefined)?.ref_name;
    await api.rest.repos.updateRepoRuleset({
      ...of,
      ruleset_id: id,
      conditions: {
        ref_name: {
          include: [...new Set([...(names?.include ?? []), include])],
          exclude: (names?.exclude ?? []).filter((pattern) => pattern !== include),
        },
      },
      rules: strengthened(data.rules ?? [], rules) as NewRules,
    });
  });
}

type NewRules = NonNullable<RestEndpointMethodTypes["repos"]["createRepoRuleset"]["parameters"]["rules"]>;
type GitHubEnvironment = RestEndpointMethodTypes["repos"]["getEnvironment"]["response"]["data"];

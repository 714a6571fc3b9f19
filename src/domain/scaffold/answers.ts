import { regionOf, unknownRegion } from "../controller/regions.ts";
import type { ToolName } from "../model/tool.ts";
import { BUCKET_FORM, isBucket, isLogin, isPlanEnvironment, isRepository, PLAN_ENVIRONMENT_FORM } from "../setup/github-names.ts";
import { isCron } from "./cron.ts";
import { COMMIT_FORM, isCommit } from "./pin.ts";

export const KINDS = ["controller", "source", "single-repository"] as const;
export type Kind = (typeof KINDS)[number];

/** What a new repository is about. */
export interface Answers {
  /** `owner/name` of the controller; of a single repository, its own. */
  controller: string;
  /** `owner/name` of each source repository. */
  sources: readonly string[];
  accounts: readonly NewAccount[];
  approvers: readonly NewApprover[];
  /** `s3`, `kms` …: those whose modules the controller gets. */
  services: readonly string[];
  stateBucket: string;
  stateRegion: string;
  /** GitHub environment of validations; null: the one of applies. */
  planEnvironment: string | null;
  /** What plans and applies. */
  tool: ToolName;
  /** When drift is looked for, as a workflow's `schedule` has it. */
  driftCron: string;
  /** The commit of the action that workflows name; null: the tag of its major version. */
  commit: string | null;
}

export interface NewAccount {
  name: string;
  /** 12 digits */
  id: string;
  environment: string;
  region: string;
}

export interface NewApprover {
  login: string;
  environments: readonly string[];
}

/** As people write them, on the command line or when asked. */
export interface Given {
  controller?: string | undefined;
  sources: readonly string[];
  /** `NAME=ID:ENVIRONMENT[:REGION]` */
  accounts: readonly string[];
  /** `LOGIN[:ENVIRONMENT,…]`; without environments, all of the accounts. */
  approvers: readonly string[];
  services: readonly string[];
  stateBucket?: string | undefined;
  stateRegion?: string | undefined;
  planEnvironment?: string | undefined;
  tool?: ToolName | undefined;
  driftCron?: string | undefined;
  commit?: string | undefined;
}

const ACCOUNT = /^(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,62})=(?<id>[^:]*):(?<environment>[^:]+)(?::(?<region>[^:]*))?$/;
/** Those that the code of the controller knows; others are added to it and to deployment-rules.yaml by hand. */
export const ENVIRONMENTS = ["production", "staging", "development"];
const DEFAULT_REGION = "us-east-1";
/** Once an hour, and not when everybody's is. */
export const DRIFT_CRON = "17 * * * *";
export const CRON_FORM = `five fields as GitHub reads them, at least five minutes apart, such as "${DRIFT_CRON}"`;

/**
 * @param known Services that there are modules for.
 * @returns The answers, or everything that is wrong or missing, one sentence each, each naming its option.
 */
export function readAnswers(given: Given, known: readonly string[]): { answers: Answers } | { problems: string[] } {
  const problems: string[] = [];
  const check = (option: string, value: string, right: boolean, expected: string): void => {
    if (!right) problems.push(`--${option}: got ${JSON.stringify(value)}, expected ${expected}`);
  };

  const controller = given.controller ?? "";
  if (controller === "") problems.push("--controller: missing, expected the controller repository as OWNER/NAME");
  else check("controller", controller, isRepository(controller), "OWNER/NAME, such as org/tf-controller");
  for (const source of given.sources) check("source", source, isRepository(source), "OWNER/NAME, such as org/deployments");

  if (given.accounts.length === 0) problems.push(`--with-account: missing, expected ${ACCOUNT_FORM}`);
  const accounts = given.accounts.flatMap((text) => {
    const account = readAccount(text);
    if (typeof account === "object") return [account];
    problems.push(`--with-account: got ${JSON.stringify(text)}, ${account}`);
    return [];
  });
  for (const part of ["name", "id"] as const)
    for (const twice of repeated(accounts.map((account) => account[part])))
      problems.push(`--with-account: the ${part} ${twice} is there twice`);

  const environments = [...new Set(accounts.map(({ environment }) => environment))];
  const approvers = given.approvers.flatMap((text) => {
    const [login = "", list] = text.split(":");
    const named = list?.split(",").map((name) => name.trim()) ?? environments;
    check("approver", text, isLogin(login), "a GitHub login without @, such as alice or alice:production");
    const unknown = accounts.length === 0 ? [] : named.filter((name) => !environments.includes(name));
    for (const name of unknown)
      problems.push(`--approver: ${login}: got the environment ${JSON.stringify(name)}, expected one of ${environments.join(", ")}`);
    return [{ login, environments: named }];
  });

  for (const service of given.services) check("with-service", service, known.includes(service), `one of ${known.join(", ")}`);
  const stateBucket = given.stateBucket ?? `${(controller.split("/")[0] ?? "").toLowerCase()}-tf-states`;
  check("state-bucket", stateBucket, isBucket(stateBucket) || controller === "", BUCKET_FORM);
  const stateRegion = regionOf(given.stateRegion ?? accounts[0]?.region ?? DEFAULT_REGION);
  if (stateRegion === null) problems.push(`--state-region: ${unknownRegion(given.stateRegion ?? "")}`);
  const planEnvironment = given.planEnvironment ?? null;
  if (planEnvironment !== null) check("plan-environment", planEnvironment, isPlanEnvironment(planEnvironment), PLAN_ENVIRONMENT_FORM);

  const driftCron = given.driftCron ?? DRIFT_CRON;
  check("drift-cron", driftCron, isCron(driftCron), CRON_FORM);
  const commit = given.commit ?? null;
  if (commit !== null) check("pin", commit, isCommit(commit), COMMIT_FORM);

  if (problems.length > 0) return { problems };
  return {
    answers: {
      controller,
      sources: given.sources,
      accounts,
      approvers,
      services: given.services.length === 0 ? [...known] : known.filter((service) => given.services.includes(service)),
      stateBucket,
      stateRegion: stateRegion ?? DEFAULT_REGION,
      planEnvironment,
      tool: given.tool ?? "terraform",
      driftCron,
      commit,
    },
  };
}

export const ACCOUNT_FORM = "NAME=ID:ENVIRONMENT, such as arj-wkld-a-prd=123456789012:production, or with :REGION behind it";

/** The account, or the second half of a sentence about what is wrong with it. */
export function readAccount(text: string): NewAccount | string {
  const { name = "", id = "", environment = "", region = DEFAULT_REGION } = ACCOUNT.exec(text.trim())?.groups ?? {};
  if (name === "") return `expected ${ACCOUNT_FORM}`;
  if (!/^\d{12}$/.test(id)) return `expected 12 digits for the account's ID, found ${JSON.stringify(id)}`;
  if (/^\d{12}$/.test(name)) return "expected a name for the account, not its ID";
  const lower = environment.toLowerCase();
  if (!ENVIRONMENTS.includes(lower))
    return `expected one of the environments ${ENVIRONMENTS.join(", ")}, found ${JSON.stringify(environment)}`;
  const known = regionOf(region);
  if (known === null) return `region: ${unknownRegion(region)}`;
  return { name, id, environment: lower, region: known };
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

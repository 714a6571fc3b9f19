import { join } from "node:path";
import { awsVariablesFor, keysFrom } from "../adapters/aws/credentials.ts";
import type { Environment } from "../adapters/child-environment.ts";
import { proxyAgents } from "../adapters/proxies.ts";
import { bucketFacts } from "../adapters/stores/bucket.ts";
import { NO_ETAG, probeConditions } from "../adapters/stores/probed.ts";
import { openS3Store } from "../adapters/stores/s3.ts";
import { stateBucketOf } from "../domain/controller/state-key.ts";
import type { Account } from "../domain/model/deployment.ts";
import { ToolError } from "../domain/model/errors.ts";
import type { Retention } from "../domain/state/retention.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { BucketQuestions, RoleQuestions } from "../steps/check-up.ts";
import { endpointOf, type StoreSettings } from "./connect.ts";

export interface AwsCheckupSettings {
  accounts: readonly Account[];
  store: Extract<StoreSettings, { kind: "s3" }>;
  retention: Retention;
  runDirectory: string;
  environment: Environment;
  sessionName: string;
  /** The job's; null: not in a job that may ask for one. */
  webIdentityToken: (() => Promise<string>) | null;
  isRunner: boolean;
}

type RoleName = "plan" | "apply";

/** What can be asked of the buckets and of the accounts' roles. */
export function openAwsCheckup(settings: AwsCheckupSettings): { buckets: BucketQuestions[]; roles: RoleQuestions[] } {
  const { accounts, store, retention, runDirectory, environment, isRunner } = settings;
  const { region } = store;
  const common = {
    region,
    endpoint: endpointOf(environment),
    kmsKey: store.kmsKey,
    agents: proxyAgents(environment),
    requestTimeoutMs: TIMEOUT_MS,
  };
  const keysOf = async (account: Account, role: RoleName) => {
    const { sessionName, webIdentityToken } = settings;
    const directory = join(runDirectory, `checkup-${role}`);
    return keysFrom(await awsVariablesFor(account, { directory, environment, role, sessionName, webIdentityToken }), region);
  };
  const storeOf = async (account: Account, role: RoleName) =>
    openS3Store({ ...common, bucket: stateBucketOf(store.bucket, account.id), credentials: await keysOf(account, role) });
  // In a job, only the roles may ask; elsewhere whoever sits there.
  const asker = async (account: Account) => (isRunner ? await keysOf(account, "apply") : null);
  const buckets = new Map(accounts.map((account) => [stateBucketOf(store.bucket, account.id), account]));
  return {
    buckets: [...buckets].map(([bucket, account]) => ({
      bucket,
      region,
      retention,
      facts: async () => await bucketFacts({ ...common, bucket, credentials: await asker(account) }),
      probe: async () => await probeConditions(await storeOf(account, "apply"), new Date()),
    })),
    roles: accounts.map((account) => ({
      account,
      isRunner,
      assume: async (role) => (await (await keysOf(account, role))?.())?.accountId ?? null,
      planRoleMayWrite: async () => await mayWrite(await storeOf(account, "plan")),
    })),
  };
}

const TIMEOUT_MS = 10_000;

/** Whether a write of a state would be let through; its condition cannot hold, so that none is. */
async function mayWrite(store: Pick<StateStore, "replace">): Promise<boolean> {
  try {
    await store.replace("doctor/plan-role/terraform.tfstate", new Uint8Array(), NO_ETAG);
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.exitCode === 403) return false;
    throw error;
  }
}

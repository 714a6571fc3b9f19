import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { awsVariablesFor, keysFrom } from "../adapters/aws/credentials.ts";
import { childEnvironment } from "../adapters/child-environment.ts";
import { openGitHubCheckup } from "../adapters/github/checkup.ts";
import { openGitHubClock } from "../adapters/github/clock.ts";
import { openGitHubSetup } from "../adapters/github/setup.ts";
import { proxyAgents, useProxies } from "../adapters/proxies.ts";
import { generateKeys } from "../adapters/signing.ts";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import { bucketFacts } from "../adapters/stores/bucket.ts";
import { NO_ETAG, probeConditions } from "../adapters/stores/probed.ts";
import { openS3Store } from "../adapters/stores/s3.ts";
import { askVersion, toolOnPath } from "../adapters/terraform/tool.ts";
import { createRunDirectory, removeDirectory } from "../adapters/terraform/workspace.ts";
import { PROVIDER_LOCK_FILE } from "../domain/controller/provider-lock.ts";
import { stateBucketOf } from "../domain/controller/state-key.ts";
import type { Account } from "../domain/model/deployment.ts";
import { ToolError } from "../domain/model/errors.ts";
import { clockLine, isHealthy, lockFileLine, roleLines, type CheckLine } from "../domain/setup/checkup.ts";
import { checkupCounts, checkupTable } from "../render/terminal/checkup-table.ts";
import { gitHubLines, linesOfBucket, linesOfRoles, lookedAt, workflowLines } from "../steps/check-up.ts";
import { loadController, type Controller } from "../steps/change.ts";
import { endpointOf, type StoreSettings } from "../doors/connect.ts";
import { storeSettings, toolOf } from "./connected.ts";
import { gitHubToken } from "./github-token.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";
import { connectedGitHub, setupRequest } from "./setup-request.ts";

/** Looks at everything at once, and says of each whether it is as it must be. */
export async function runDoctor(options: Options): Promise<ExitCode> {
  useProxies(process.env);
  const directory = resolve(options["controller-dir"] ?? options["working-dir"]);
  const controller = await loadController(openWorkTree(directory));
  const store = storeSettings(options["state-store"], directory);
  const runDirectory = createRunDirectory(tmpdir());
  try {
    const found = await Promise.all([
      lookedAt("terraform", async () => [await toolLine(options)]),
      gitHub(options, controller),
      aws(controller.settings.accounts, store, runDirectory),
    ]);
    const lines = [...filesLines(controller), ...found.flat()];
    const code = isHealthy(lines) ? 0 : 1;
    return options.json
      ? printJson({ healthy: code === 0, lines }, code)
      : print(`${checkupTable(lines)}\n\n${checkupCounts(lines)}`, code);
  } finally {
    removeDirectory(runDirectory);
  }
}

async function toolLine(options: Options): Promise<CheckLine> {
  const wanted = toolOf(options);
  const name = wanted === "auto" ? toolOnPath(process.env.PATH, "--") : wanted;
  const { version } = await askVersion(name, name, childEnvironment(process.env), "--");
  return { about: name, state: "ok", said: version, remedy: "" };
}

function filesLines({ settings, code }: Controller): CheckLine[] {
  const lock = code.get(PROVIDER_LOCK_FILE);
  return [...roleLines(settings.accounts), lockFileLine(lock === undefined ? null : new TextDecoder().decode(lock))];
}

async function gitHub(options: Options, { settings }: Controller): Promise<CheckLine[]> {
  const token = await gitHubToken(options, process.env);
  if (token === null || options.controller === undefined)
    return [
      {
        about: "GitHub",
        state: "not looked at",
        said: token === null ? "no token: GITHUB_TOKEN, GH_TOKEN or --token-file FILE" : "no --controller OWNER/NAME",
        remedy: "",
      },
    ];
  const request = setupRequest(options, settings);
  const clock = openGitHubClock(() => undefined);
  const api = connectedGitHub(token, clock, () => undefined);
  const lines = await Promise.all([
    lookedAt("GitHub", async () => await gitHubLines(request, openGitHubSetup(api, generateKeys))),
    workflowLines(request, openGitHubCheckup(api)),
  ]);
  return [...lines.flat(), clockLine(Math.round((clock.now().getTime() - Date.now()) / 1000))];
}

async function aws(accounts: readonly Account[], store: StoreSettings, runDirectory: string): Promise<CheckLine[]> {
  if (store.kind === "file") return [{ about: "AWS", state: "not looked at", said: "no --state-store s3://BUCKET", remedy: "" }];
  const { region } = store;
  const common = {
    region,
    endpoint: endpointOf(process.env),
    kmsKey: store.kmsKey,
    agents: proxyAgents(process.env),
    requestTimeoutMs: TIMEOUT_MS,
  };
  const keysOf = async (account: Account, role: "plan" | "apply") =>
    keysFrom(
      await awsVariablesFor(account, {
        directory: join(runDirectory, role),
        environment: process.env,
        role,
        sessionName: "tf-orchestrator-doctor",
        webIdentityToken: null,
      }),
      region,
    );
  const storeOf = async (account: Account, role: "plan" | "apply") =>
    openS3Store({ ...common, bucket: stateBucketOf(store.bucket, account.id), credentials: await keysOf(account, role) });
  const buckets = new Map(accounts.map((account) => [stateBucketOf(store.bucket, account.id), account]));
  const lines = await Promise.all([
    ...[...buckets].map(
      async ([bucket, account]) =>
        await linesOfBucket({
          bucket,
          region,
          facts: async () => await bucketFacts({ ...common, bucket, credentials: null }),
          probe: async () => await probeConditions(await storeOf(account, "apply"), new Date()),
        }),
    ),
    ...accounts.map(
      async (account) =>
        await linesOfRoles({
          account,
          assume: async (role) => {
            await (
              await keysOf(account, role)
            )?.();
          },
          planRoleMayWrite: async () => await mayWrite(await storeOf(account, "plan")),
        }),
    ),
  ]);
  return lines.flat();
}

const TIMEOUT_MS = 10_000;

/** Whether a write of a state would be let through; its condition cannot hold, so that none is. */
async function mayWrite(store: { replace: (key: string, body: Uint8Array, etag: string) => Promise<unknown> }): Promise<boolean> {
  try {
    await store.replace("doctor/plan-role/terraform.tfstate", new Uint8Array(), NO_ETAG);
    return true;
  } catch (error) {
    if (error instanceof ToolError && error.exitCode === 403) return false;
    throw error;
  }
}

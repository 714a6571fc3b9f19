import { generateKeys, type KeyPair } from "../../src/adapters/signing.ts";
import { USUAL_PERMISSIONS } from "../fake-github/admin.ts";
import type { Permissions } from "../fake-github/state.ts";
import { startFakeGithub, type FakeGithub } from "../fake-github/client.ts";
import { removeRun, runAction, type ActionCall, type ActionRun } from "./action.ts";
import { startMoto, type LocalAws } from "./moto.ts";

export const SOURCE = "org/dev-deployment";
export const CONTROLLER = "org/tf-controller";
export const STATE_BUCKET = "org-tf-states";

/** A whole world on this machine: a GitHub with a source and a controller repository, an AWS, people and keys. */
export interface Stage {
  github: FakeGithub;
  aws: LocalAws;
  keys: KeyPair;
  /** The token the controller's workflow has for the source repository. */
  token: string;
  controllerSha: string;
  /** Opens a pull request with these files on a new branch. */
  propose(change: Proposal): Promise<{ number: number; headSha: string }>;
  /** Runs the action for a pull request, as the controller's workflow does on `repository_dispatch`. */
  run(
    action: "validate" | "merge" | "apply",
    number: number,
    more?: Partial<ActionCall> & { inputs?: Record<string, string>; source?: string },
  ): Promise<ActionRun>;
  stop(): Promise<void>;
}

export interface Proposal {
  /** Default: SOURCE. */
  source?: string;
  branch: string;
  base?: string;
  title?: string;
  files?: Record<string, string>;
  /** A folder of this machine with the files. */
  folder?: string;
}

export interface StageSettings {
  /** A folder with the controller's files. */
  controllerFolder: string;
  /** On top of the folder. */
  controllerFiles?: Record<string, string>;
  /** What the source repository's branches hold from the start. */
  sourceFiles?: Record<string, string>;
  checkOpenapi?: boolean;
  /** What the source's token may do besides. */
  tokenPermissions?: Permissions;
}

const BRANCHES = ["prod", "stage", "dev"];

/** Nothing that was started stays when the rest fails. */
export async function openStage(settings: StageSettings): Promise<Stage> {
  const { github, aws } = await startServers(settings);
  try {
    return await arrange(github, aws, settings);
  } catch (error) {
    await Promise.all([github.stop(), aws.stop()]);
    throw error;
  }
}

async function startServers(settings: StageSettings): Promise<{ github: FakeGithub; aws: LocalAws }> {
  const starting = [startFakeGithub({ checkOpenapi: settings.checkOpenapi ?? false }), startMoto()] as const;
  const [github, aws] = await Promise.allSettled(starting);
  if (github.status === "fulfilled" && aws.status === "fulfilled") return { github: github.value, aws: aws.value };
  await Promise.all(starting.map(async (one) => await one.then(async (server) => await server.stop()).catch(() => undefined)));
  throw github.status === "rejected" ? github.reason : aws.status === "rejected" ? aws.reason : new Error("no server started");
}

async function arrange(github: FakeGithub, aws: LocalAws, settings: StageSettings): Promise<Stage> {
  await aws.createBucket(STATE_BUCKET);
  for (const login of ["dana", "alice", "bob", "rita"]) await github.createUser(login);
  await github.createRepository(SOURCE, { branches: BRANCHES, files: settings.sourceFiles ?? { "README.md": "# Deployments\n" } });
  const controller = await github.createRepository(CONTROLLER, {
    folder: settings.controllerFolder,
    files: settings.controllerFiles ?? {},
  });
  const roles = { dana: "write", alice: "maintain", bob: "write", rita: "read" } as const;
  for (const [login, role] of Object.entries(roles)) await github.setPermission(SOURCE, login, role);
  const token = await github.createToken({
    kind: "app",
    repositories: [SOURCE, CONTROLLER],
    ...(settings.tokenPermissions === undefined ? {} : { permissions: { ...USUAL_PERMISSIONS, ...settings.tokenPermissions } }),
  });
  const keys = generateKeys();
  const controllerSha = controller.branches.main ?? "";
  const runs: ActionRun[] = [];
  let runId = 8000;
  const headOf = async (number: number, source: string) => (await github.pull(source, number)).head.sha;

  return {
    github,
    aws,
    keys,
    token,
    controllerSha,
    propose: async ({ source = SOURCE, branch, base = "prod", title = `Change ${branch}`, files, folder }) => {
      const headSha = await github.commit(source, {
        branch,
        from: base,
        author: "dana",
        message: title,
        ...(files === undefined ? {} : { files }),
        ...(folder === undefined ? {} : { folder }),
      });
      const number = await github.openPull(source, { as: "dana", head: branch, base, title });
      return { number, headSha };
    },
    run: async (action, number, more = {}) => {
      runId += 1;
      const { inputs, env, source = SOURCE, ...rest } = more;
      const client_payload = {
        version: 1,
        action,
        source_repo: source,
        pr_number: number,
        head_sha: await headOf(number, source),
        run_id: 1,
        actor: "dana",
      };
      const run = await runAction({
        event: {
          name: "repository_dispatch",
          payload: { action: `tf-${action}`, client_payload, repository: { full_name: CONTROLLER }, sender: { login: "dana" } },
        },
        repository: CONTROLLER,
        sha: controllerSha,
        serverUrl: github.url,
        runId,
        ...rest,
        env: { ...aws.env, ...env },
        inputs: { "github-token": token, "source-token": token, "state-bucket": STATE_BUCKET, "signing-key": keys.signingKey, ...inputs },
      });
      runs.push(run);
      return run;
    },
    stop: async () => {
      await Promise.all([github.stop(), aws.stop(), ...runs.map(removeRun)]);
    },
  };
}

import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { childEnvironment } from "../adapters/child-environment.ts";
import { openGitHubCheckup } from "../adapters/github/checkup.ts";
import { openGitHubClock } from "../adapters/github/clock.ts";
import { openGitHubSetup } from "../adapters/github/setup.ts";
import { useProxies } from "../adapters/proxies.ts";
import { generateKeys } from "../adapters/signing.ts";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import { askVersion, findToolOnPath, platformName, toolOnPath } from "../adapters/terraform/tool.ts";
import { createRunDirectory, removeDirectory } from "../adapters/terraform/workspace.ts";
import { lockFileOf } from "../domain/controller/provider-lock.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { ToolName } from "../domain/model/tool.ts";
import { clockLine, isHealthy, jobOnlyLines, lockFileLine, roleLines, type CheckLine } from "../domain/setup/checkup.ts";
import { checkupCounts, checkupTable } from "../render/terminal/checkup-table.ts";
import { approvalLines, gitHubLines, linesOfBucket, linesOfRoles, lookedAt, waveLines, workflowLines } from "../steps/check-up.ts";
import { loadController, type Controller } from "../steps/change.ts";
import { USUAL_RETENTION } from "../domain/state/retention.ts";
import { openAwsCheckup } from "../doors/aws-checkup.ts";
import type { StoreSettings } from "../doors/connect.ts";
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
  const wanted = toolOf(options);
  const tool = wanted === "auto" ? findToolOnPath(process.env.PATH) : wanted;
  const runDirectory = createRunDirectory(tmpdir());
  try {
    const found = await Promise.all([
      lookedAt(tool ?? "terraform", async () => [await toolLine(tool)]),
      gitHub(options, controller),
      aws(controller.settings.accounts, store, runDirectory),
    ]);
    const lines = [...filesLines(controller, tool ?? "terraform"), ...found.flat()];
    const code = isHealthy(lines) ? 0 : 1;
    return options.json
      ? printJson({ healthy: code === 0, lines }, code)
      : print(`${checkupTable(lines)}\n\n${checkupCounts(lines)}`, code);
  } finally {
    removeDirectory(runDirectory);
  }
}

/** @param found null: PATH has neither. */
async function toolLine(found: ToolName | null): Promise<CheckLine> {
  const name = found ?? toolOnPath(process.env.PATH, "--");
  const { version } = await askVersion(name, name, childEnvironment(process.env), "--");
  return { about: name, state: "ok", said: version, remedy: "" };
}

function filesLines({ settings, code }: Controller, tool: ToolName): CheckLine[] {
  return [...roleLines(settings.accounts), lockFileLine(lockFileOf(code), tool, platformName())];
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
    approvalLines(settings.approvalRules, request.sources, openGitHubCheckup(api), false),
    waveLines(request.controller, settings.environments, openGitHubCheckup(api)),
  ]);
  const { controller, sources } = request;
  const unseen = jobOnlyLines(controller, [controller, ...sources], settings.accounts);
  return [...lines.flat(), ...unseen, clockLine(Math.round((clock.now().getTime() - Date.now()) / 1000))];
}

async function aws(accounts: readonly Account[], store: StoreSettings, runDirectory: string): Promise<CheckLine[]> {
  if (store.kind === "file") return [{ about: "AWS", state: "not looked at", said: "no --state-store s3://BUCKET", remedy: "" }];
  const { buckets, roles } = openAwsCheckup({
    accounts,
    store,
    retention: USUAL_RETENTION,
    runDirectory,
    environment: process.env,
    sessionName: "tf-orchestrator-doctor",
    webIdentityToken: null,
    isRunner: false,
  });
  return (await Promise.all([...buckets.map(linesOfBucket), ...roles.map(linesOfRoles)])).flat();
}

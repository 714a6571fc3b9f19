import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openSender } from "../adapters/chat/send.ts";
import { proxyAgents, useProxies } from "../adapters/proxies.ts";
import { openWorkTree } from "../adapters/source/work-tree.ts";
import { secretNames, type NotificationTarget } from "../domain/controller/notifications.ts";
import { snsEndpointOf } from "../doors/connect.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import type { Notifications } from "../ports/notifications.ts";
import { logLine } from "../render/neutralise.ts";
import { sendTest } from "../reporting/notify.ts";
import { loadController } from "../steps/change.ts";
import { VERSION } from "../version.ts";
import { print, printJson, type ExitCode, type Options } from "./options.ts";

/** What the action is given as the input notification-secrets are variables here. */
const PREFIX = "TF_ORCHESTRATOR_NOTIFY_";

/** Lists the targets, or tests one. */
export async function runNotify(options: Options): Promise<ExitCode> {
  useProxies(process.env);
  const directory = resolve(options["controller-dir"] ?? options["working-dir"]);
  const { settings } = await loadController(openWorkTree(directory));
  const secrets = new Map(
    Object.entries(process.env).flatMap(([name, value = ""]) =>
      name.startsWith(PREFIX) && value.trim() !== "" ? [[name.slice(PREFIX.length), value.trim()] as const] : [],
    ),
  );
  const name = options.test;
  if (name === undefined) return list(settings.notifications, secrets, options);
  const target = settings.notifications.find((one) => one.name === name);
  if (target === undefined) throw new ConfigurationError(unknownTarget(name, settings.notifications));
  const problem = await sendTest(target, notificationsWith(secrets));
  const said = problem === null ? `${name}: told` : `${name}: not told: ${problem}`;
  const code = problem === null ? 0 : 1;
  return options.json ? printJson({ target: name, told: problem === null, problem }, code) : print(logLine(said), code);
}

function list(targets: readonly NotificationTarget[], secrets: ReadonlyMap<string, string>, { json }: Options): ExitCode {
  const rows = targets.map(({ name, to, events, environments, accounts, owners }) => ({
    name,
    kind: to.kind,
    events,
    environments,
    accounts,
    owners,
    missing: secretNames(to).flatMap((secret) => (secrets.has(secret) ? [] : [`${PREFIX}${secret}`])),
  }));
  if (json) return printJson({ targets: rows });
  if (rows.length === 0) return print("notifications.yaml names nobody");
  return print(
    rows
      .map(({ name, kind, events, missing }) => {
        const lacks = missing.length === 0 ? "" : `; a test needs ${missing.join(" and ")}`;
        return `${name}: ${kind}, ${events.join(", ")}${lacks}`;
      })
      .join("\n"),
  );
}

function unknownTarget(name: string, targets: readonly NotificationTarget[]): string {
  const names = targets.map((target) => target.name);
  const expected = names.length === 0 ? "notifications.yaml names nobody" : `expected one of ${names.join(", ")}${didYouMean(name, names)}`;
  return `--test: got ${JSON.stringify(name)}, ${expected}`;
}

function notificationsWith(secrets: ReadonlyMap<string, string>): Notifications {
  const now = () => new Date();
  return {
    targets: [],
    secrets,
    send: openSender({
      userAgent: `tf-orchestrator/${VERSION}`,
      now,
      sns: { credentialsFor: () => Promise.resolve(null), endpoint: snsEndpointOf(process.env), agents: proxyAgents(process.env) },
    }),
    memoryOf: () => Promise.resolve(null),
    controller: "command line",
    now,
    sleep: async (ms) => {
      await sleep(ms);
    },
  };
}

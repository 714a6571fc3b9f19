import { z } from "zod";
import type { Account } from "../model/deployment.ts";
import { environmentName, type Environment } from "./environments.ts";
import type { Finding } from "../model/finding.ts";
import { matchesGlob } from "../text/glob.ts";
import { didYouMean } from "../text/nearest.ts";
import { controllerFinding, dotted, type YamlFile } from "./yaml-file.ts";

/** What targets may ask for. */
export const EVENT_KINDS = [
  "verdict",
  "waiting-for-approval",
  "applied",
  "failed",
  "recovered",
  "rollout-stopped",
  "override",
  "drift",
  "lock-old",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What somebody is woken up for; the end of it is told without being asked for. */
export const INCIDENT_KINDS: readonly EventKind[] = ["failed", "recovered", "rollout-stopped", "drift", "lock-old"];

/** Somebody to tell, of `notifications.yaml`. */
export interface NotificationTarget {
  /** Its key in the file, by which the log speaks of it. */
  name: string;
  to: Destination;
  events: EventKind[];
  /** Lower case; null: all, and what belongs to none. */
  environments: string[] | null;
  /** Globs over names; null: all, and what belongs to none. */
  accounts: string[] | null;
  /** Globs over owners; null: all, and what belongs to none. */
  owners: string[] | null;
}

/** `…From`: names of secrets. What they hold stands in no file. */
export type Destination =
  | { kind: "slack-webhook"; urlFrom: string }
  | { kind: "slack-bot"; tokenFrom: string; channel: string; apiUrl: string }
  | { kind: "teams"; urlFrom: string }
  | { kind: "pagerduty"; routingKeyFrom: string; url: string }
  | { kind: "webhook"; urlFrom: string; secretFrom: string }
  | { kind: "sns"; topicArn: string };

const SLACK_API_URL = "https://slack.com/api";
const PAGERDUTY_URL = "https://events.pagerduty.com/v2/enqueue";

export const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
// Looked at in `targetFindings`: what the schema says of a value repeats it, and somebody may have written the secret itself.
const secretName = z.string();
const url = z.string();
const pattern = z.string().trim().min(1, "expected some text").max(300);
const patterns = z.array(pattern).min(1, "expected at least one").optional();

const VENDORS = ["slack", "teams", "pagerduty", "webhook", "sns"] as const;

export const NOTIFICATIONS = z.strictObject({
  targets: z
    .record(
      z.string().regex(/^[A-Za-z0-9][\w-]{0,59}$/, "expected a name of letters, digits, dashes and underscores"),
      z
        .strictObject({
          slack: z
            .strictObject({
              url_from: secretName.optional(),
              token_from: secretName.optional(),
              channel: z
                .string()
                .regex(/^[CGD][A-Z0-9]{5,30}$/, "expected a channel's ID such as C0123456789, not its name")
                .optional(),
              api_url: url.optional(),
            })
            .refine(
              ({ url_from, token_from, channel, api_url }) =>
                url_from === undefined
                  ? token_from !== undefined && channel !== undefined
                  : token_from === undefined && channel === undefined && api_url === undefined,
              "expected url_from of an incoming webhook, or token_from and channel of a bot",
            )
            .optional(),
          teams: z.strictObject({ url_from: secretName }).optional(),
          pagerduty: z.strictObject({ routing_key_from: secretName, url: url.optional() }).optional(),
          webhook: z.strictObject({ url_from: secretName, secret_from: secretName }).optional(),
          sns: z
            .strictObject({
              topic_arn: z
                .string()
                .regex(
                  /^arn:aws[a-z-]{0,20}:sns:[a-z0-9-]{1,30}:\d{12}:[\w-]{1,256}$/,
                  "expected arn:aws:sns:<region>:<12 digits>:<topic>, no FIFO topic",
                ),
            })
            .optional(),
          events: z.array(z.enum(EVENT_KINDS)).min(1, "expected at least one event"),
          environments: patterns,
          accounts: patterns,
          owners: patterns,
        })
        .refine(
          (target) => VENDORS.filter((vendor) => target[vendor] !== undefined).length === 1,
          `expected exactly one of ${VENDORS.join(", ")}`,
        ),
    )
    .optional(),
});
type Notifications = z.output<typeof NOTIFICATIONS>;
type WrittenTarget = NonNullable<Notifications["targets"]>[string];

/** What an address must be before anything is sent there: nobody on the way may read it. A server of the same machine needs no TLS. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isSafe = protocol === "https:" || (protocol === "http:" && hostname === "127.0.0.1");
  return isSafe && username === "" && password === "";
}

export function targetsOf(value: Notifications | null): NotificationTarget[] {
  return Object.entries(value?.targets ?? {}).flatMap(([name, target]) => {
    const to = destinationOf(target);
    if (to === null) return [];
    const { events, environments, accounts, owners } = target;
    return [
      {
        name,
        to,
        events: [...new Set(events)],
        environments: environments?.map(environmentName) ?? null,
        accounts: accounts ?? null,
        owners: owners ?? null,
      },
    ];
  });
}

function destinationOf({ slack, teams, pagerduty, webhook, sns }: WrittenTarget): Destination | null {
  if (slack?.url_from !== undefined) return { kind: "slack-webhook", urlFrom: slack.url_from };
  if (slack?.token_from !== undefined && slack.channel !== undefined)
    return { kind: "slack-bot", tokenFrom: slack.token_from, channel: slack.channel, apiUrl: withoutSlash(slack.api_url ?? SLACK_API_URL) };
  if (teams !== undefined) return { kind: "teams", urlFrom: teams.url_from };
  if (pagerduty !== undefined)
    return { kind: "pagerduty", routingKeyFrom: pagerduty.routing_key_from, url: pagerduty.url ?? PAGERDUTY_URL };
  if (webhook !== undefined) return { kind: "webhook", urlFrom: webhook.url_from, secretFrom: webhook.secret_from };
  return sns === undefined ? null : { kind: "sns", topicArn: sns.topic_arn };
}

/** The secrets that it takes to tell somebody. */
export function secretNames(to: Destination): string[] {
  switch (to.kind) {
    case "slack-webhook":
    case "teams":
      return [to.urlFrom];
    case "slack-bot":
      return [to.tokenFrom];
    case "pagerduty":
      return [to.routingKeyFrom];
    case "webhook":
      return [to.urlFrom, to.secretFrom];
    case "sns":
      return [];
  }
}

function withoutSlash(text: string): string {
  return text.replace(/\/+$/, "");
}

/**
 * What the schema cannot see: names that the other files do not know, and events that a target cannot be told of.
 * @param known null: the file that says it is broken, which is told there.
 */
export function targetFindings(
  yaml: YamlFile,
  value: Notifications,
  known: { environments: ReadonlyMap<string, Environment> | null; accounts: readonly Pick<Account, "id" | "name">[] | null },
): Finding[] {
  const findings: Finding[] = [];
  for (const [name, target] of Object.entries(value.targets ?? {})) {
    const at = (path: PropertyKey[], message: string) => {
      const whole = ["targets", name, ...path];
      findings.push(controllerFinding(yaml.locate(whole), `${dotted(whole)}: ${message}`));
    };
    for (const [path, problem] of unrepeatable(target)) at(path, problem);
    for (const [index, written] of (target.environments ?? []).entries()) {
      const environments = known.environments === null ? null : [...known.environments.keys()];
      const environment = environmentName(written);
      if (environments !== null && !environments.includes(environment))
        at(
          ["environments", index],
          `got ${JSON.stringify(written)}, expected one of ${environments.join(", ")}${didYouMean(environment, environments)}`,
        );
    }
    for (const [index, glob] of (target.accounts ?? []).entries()) {
      const names = known.accounts?.map((account) => account.name) ?? null;
      if (names !== null && !names.some((account) => matchesGlob(glob, account)))
        at(
          ["accounts", index],
          `got ${JSON.stringify(glob)}, expected the name of an account in accounts.yaml, where * stands for anything${didYouMean(glob, names)}`,
        );
    }
    for (const [index, kind] of target.events.entries())
      if (target.pagerduty !== undefined && !INCIDENT_KINDS.includes(kind))
        at(["events", index], `got ${JSON.stringify(kind)}, expected one of ${INCIDENT_KINDS.join(", ")}: PagerDuty is for incidents`);
  }
  return findings;
}

/** What is wrong with names of secrets and addresses, without their values. */
function unrepeatable({ slack, teams, pagerduty, webhook }: WrittenTarget): [path: PropertyKey[], problem: string][] {
  const secrets: [PropertyKey[], string | undefined][] = [
    [["slack", "url_from"], slack?.url_from],
    [["slack", "token_from"], slack?.token_from],
    [["teams", "url_from"], teams?.url_from],
    [["pagerduty", "routing_key_from"], pagerduty?.routing_key_from],
    [["webhook", "url_from"], webhook?.url_from],
    [["webhook", "secret_from"], webhook?.secret_from],
  ];
  const urls: [PropertyKey[], string | undefined][] = [
    [["slack", "api_url"], slack?.api_url],
    [["pagerduty", "url"], pagerduty?.url],
  ];
  return [
    ...secrets.flatMap(([path, name]): [PropertyKey[], string][] =>
      name === undefined || SECRET_NAME.test(name)
        ? []
        : [[path, "expected the name of a secret such as SLACK_WEBHOOK, and not the secret itself"]],
    ),
    ...urls.flatMap(([path, text]): [PropertyKey[], string][] =>
      text === undefined || isSafeUrl(text) ? [] : [[path, "expected an https:// address without a password in it"]],
    ),
  ];
}

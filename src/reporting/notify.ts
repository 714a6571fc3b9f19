import type { NotificationTarget } from "../domain/controller/notifications.ts";
import type { DriftReport } from "../domain/drift/report.ts";
import type { ControllerSettings } from "../domain/controller/files.ts";
import { messageOf } from "../domain/model/errors.ts";
import { DeliveryError } from "../domain/notify/delivery-error.ts";
import {
  eventOfReport,
  eventsOfDrift,
  isForIncidents,
  kindsOfReport,
  testEvent,
  type Incident,
  type NotificationEvent,
  type ReportPlace,
} from "../domain/notify/event.ts";
import { incidentKey, incidentsFolder, isOpenIncident } from "../domain/notify/memory.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Report } from "../domain/report/report.ts";
import { sha256Hex } from "../domain/text/canonical-json.ts";
import type { Log } from "../ports/log.ts";
import type { Letter, Notifications } from "../ports/notifications.ts";
import type { StateStore } from "../ports/state-store.ts";
import { email } from "../render/chat/email.ts";
import { chatMessage } from "../render/chat/message.ts";
import { resolved, triggered } from "../render/chat/pagerduty.ts";
import { slackMessage } from "../render/chat/slack.ts";
import { teamsMessage } from "../render/chat/teams.ts";
import { webhookBody } from "../render/chat/webhook.ts";
import { environmentsOf, ofEnvironment } from "./drift-issues.ts";
import { openThread, type Claim, type Thread } from "./notify-thread.ts";
import { tellSlackThread } from "./slack-thread.ts";

/**
 * Tells everybody whom notifications.yaml names of a report. What cannot be told is a warning and changes nothing else.
 * @param report Redacted.
 * @param open null: the controller's files say of nobody.
 */
export async function notifyOfReport(
  report: Report,
  place: ReportPlace,
  open: () => Promise<Notifications | null>,
  log: Log,
): Promise<void> {
  if (kindsOfReport(report).length === 0) return;
  await notify(open, log, (target) => eventOfReport(report, place, target) ?? []);
}

/** The same of drift, environment by environment, whose rules may name the targets. @param report Redacted. */
export async function notifyOfDrift(
  report: DriftReport,
  { accounts, environments: rules }: Pick<ControllerSettings, "accounts" | "environments">,
  open: () => Promise<Notifications | null>,
  log: Log,
): Promise<void> {
  const environments = environmentsOf(report, accounts);
  await notify(open, log, (target) =>
    environments.flatMap((environment) => {
      const wanted = rules.get(environment)?.drift.notify ?? null;
      return eventsOfDrift(
        ofEnvironment(report, environment),
        environment,
        wanted === null || wanted.includes(target.name) ? target : withoutDrift(target),
      );
    }),
  );
}

function withoutDrift(target: NotificationTarget): NotificationTarget {
  return { ...target, events: target.events.filter((kind) => kind !== "drift") };
}

async function notify(
  open: () => Promise<Notifications | null>,
  log: Log,
  eventsFor: (target: NotificationTarget) => NotificationEvent | NotificationEvent[],
): Promise<void> {
  try {
    const notifications = await open();
    if (notifications === null) return;
    const told = await Promise.all(
      notifications.targets.map(async (target) => await tellTarget(target, [eventsFor(target)].flat(), notifications, log)),
    );
    const names = told.filter((name) => name !== null);
    if (names.length > 0) log.line(`notified   ${names.join(", ")}`);
  } catch (error) {
    log.warning(`notifications: nobody was told: ${createRedactor([])(messageOf(error))}`);
  }
}

/** @returns Its name if it was told of something. */
async function tellTarget(
  target: NotificationTarget,
  events: readonly NotificationEvent[],
  notifications: Notifications,
  log: Log,
): Promise<string | null> {
  let isTold = false;
  // One after the other: they may be of one thread.
  for (const event of events) {
    try {
      isTold = (await tell(target, event, notifications, log)) || isTold;
    } catch (error) {
      log.warning(`notifications: ${target.name} was not told: ${whyNot(error, notifications)}`);
    }
  }
  return isTold ? target.name : null;
}

/** What an error may say: what we say ourselves, and of others what hides every secret. */
function whyNot(error: unknown, { secrets }: Notifications): string {
  return createRedactor(secrets.values())(error instanceof DeliveryError ? error.message : messageOf(error));
}

/** @returns Whether it was news, and was told. @throws DeliveryError */
async function tell(target: NotificationTarget, event: NotificationEvent, notifications: Notifications, log: Log): Promise<boolean> {
  // Before anything is claimed: a secret that is missing is told each time, not once.
  const letters = lettersFor(target, event, notifications);
  const memory = await claimIn(target, event, notifications, log);
  if (memory === "told") return false;
  try {
    if (isForIncidents(target)) return await tellIncidents(target, event, memory?.store ?? null, notifications);
    if (target.to.kind === "slack-bot") await tellSlackThread(target.to, slackMessage(chatMessage(event.about)), memory, notifications);
    for (const letter of letters) await notifications.send(letter);
    return true;
  } catch (error) {
    // Nobody has heard of it after all: the next run tells it.
    await memory?.thread.release(event.told, memory.claim).catch(() => undefined);
    throw error;
  }
}

interface Memory {
  store: StateStore;
  thread: Thread;
  claim: Claim;
}

/** @returns null: there is no memory, so it is told as if it were new. */
async function claimIn(
  { name, to }: NotificationTarget,
  { thread: threadName, told, about }: NotificationEvent,
  notifications: Notifications,
  log: Log,
): Promise<Memory | "told" | null> {
  if (threadName === null) return null;
  const environment = about.kind === "report" ? about.place.environment : about.kind === "test" ? null : about.environment;
  try {
    const store = await notifications.memoryOf(environment);
    if (store !== null) {
      const thread = openThread(store, name, threadName, notifications);
      const claim = await thread.claim(told, to.kind === "slack-bot");
      return claim === "told" ? "told" : { store, thread, claim };
    }
  } catch (error) {
    const why = whyNot(error, notifications);
    log.warning(`notifications: ${name}: what it was told before cannot be looked up, so it may be told twice: ${why}`);
  }
  // Nobody knows whether there is anything to end.
  return told.when === "ended" ? "told" : null;
}

/** Tells a target that this is a test. @returns Why it could not be told; null: it was. */
export async function sendTest(target: NotificationTarget, notifications: Notifications): Promise<string | null> {
  const event = testEvent(target);
  try {
    const letters = lettersFor(target, event, notifications);
    if (target.to.kind === "slack-bot") await tellSlackThread(target.to, slackMessage(chatMessage(event.about)), null, notifications);
    for (const letter of letters) await notifications.send(letter);
    if (isForIncidents(target)) await tellIncidents(target, withItsEnd(event), null, notifications);
    return null;
  } catch (error) {
    return whyNot(error, notifications);
  }
}

/** Nobody is left with an incident that is none. */
function withItsEnd(event: NotificationEvent): NotificationEvent {
  return { ...event, incidents: event.incidents.flatMap((incident) => [incident, { ...incident, open: null }]) };
}

/** @throws DeliveryError naming the secret that is missing. */
function secretOf(name: string, { secrets }: Pick<Notifications, "secrets">): string {
  const secret = secrets.get(name);
  if (secret === undefined) throw new DeliveryError(`there is no secret ${name}`);
  return secret;
}

function runOf(about: NotificationEvent["about"]): string | null {
  switch (about.kind) {
    case "report":
      return about.report.links.run;
    case "drift":
      return about.report.run;
    case "locks":
      return about.run;
    case "test":
      return null;
  }
}

/** The same for the same thing of the same run, however often it is sent. */
function idOf({ about, thread, told }: NotificationEvent, at: Date): string {
  return sha256Hex(JSON.stringify([thread, told.slot, told.as, runOf(about) ?? at])).slice(0, 32);
}

/** Empty for those that are not told by one letter. */
function lettersFor({ to }: NotificationTarget, event: NotificationEvent, notifications: Notifications): Letter[] {
  const message = chatMessage(event.about);
  const at = notifications.now();
  switch (to.kind) {
    case "slack-webhook":
      return [{ kind: "json", url: secretOf(to.urlFrom, notifications), body: slackMessage(message) }];
    case "teams":
      return [{ kind: "json", url: secretOf(to.urlFrom, notifications), body: teamsMessage(message) }];
    case "webhook": {
      const id = idOf(event, at);
      const body = JSON.stringify(webhookBody(event, id, at));
      return [{ kind: "signed", url: secretOf(to.urlFrom, notifications), secret: secretOf(to.secretFrom, notifications), id, body }];
    }
    case "sns":
      return [{ kind: "sns", topicArn: to.topicArn, ...email(message) }];
    case "slack-bot":
      secretOf(to.tokenFrom, notifications);
      return [];
    case "pagerduty":
      secretOf(to.routingKeyFrom, notifications);
      return [];
  }
}

/** Without a memory each may be open; more than a few are not worth the time of the run. */
const MOST_UNKNOWN = 20;

async function openOnes(incidents: readonly Incident[], target: string, store: StateStore): Promise<Incident[]> {
  const kept = new Set((await store.list(incidentsFolder(target))).map(({ key }) => key));
  const found: Incident[] = [];
  for (const incident of incidents) {
    const key = incidentKey(target, incident.id);
    const object = kept.has(key) ? await store.get(key) : null;
    if (object !== null && isOpenIncident(object.body)) found.push(incident);
  }
  return found;
}

/** What another run has written meanwhile stays. */
async function keepIncident(store: StateStore, key: string, open: boolean): Promise<void> {
  const body = Buffer.from(`${JSON.stringify({ version: 1, open })}\n`);
  const before = await store.get(key);
  if (before === null) await store.create(key, body);
  else await store.replace(key, body, before.etag);
}

/** Opens and ends incidents. What was never opened is not ended. @returns Whether anything was sent. */
async function tellIncidents(
  target: NotificationTarget,
  { incidents, about }: NotificationEvent,
  store: StateStore | null,
  notifications: Notifications,
): Promise<boolean> {
  const { to, name, events } = target;
  if (to.kind !== "pagerduty") return false;
  const address = { routingKey: secretOf(to.routingKeyFrom, notifications), controller: notifications.controller };
  const send = async (body: unknown) => await notifications.send({ kind: "json", url: to.url, body });
  const keep = async (incident: Incident) => {
    if (store !== null) await keepIncident(store, incidentKey(name, incident.id), incident.open !== null);
  };
  const open = incidents.filter((incident) => incident.open?.kinds.some((kind) => events.includes(kind)) === true);
  const over = incidents.filter((incident) => incident.open === null);
  for (const incident of open) {
    // Kept before it is opened: what nobody remembers is never ended.
    await keep(incident);
    await send(triggered(incident, chatMessage(about), address, notifications.now()));
  }
  const known = store === null ? over.slice(0, MOST_UNKNOWN) : await openOnes(over, name, store);
  for (const incident of known) {
    await send(resolved(incident, address));
    await keep(incident);
  }
  return open.length + known.length > 0;
}

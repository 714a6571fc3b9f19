import type { EventKind, NotificationTarget } from "../controller/notifications.ts";
import type { DriftReport, DriftResult } from "../drift/report.ts";
import { allDrifted, isPutRight } from "../drift/report.ts";
import { isWhole } from "../rollout/view.ts";
import { HIDDEN } from "../report/redaction/marker.ts";
import type { DeploymentResult, Report } from "../report/report.ts";
import { canonicalJson, sha256Hex } from "../text/canonical-json.ts";
import { matchesAnyGlob } from "../text/glob.ts";

/** Something to tell one target. It is made from a report that has passed the redactor, and holds nothing else. */
export interface NotificationEvent {
  /** As what the target asked for it, the worst first. Empty: it only ends incidents. */
  kinds: EventKind[];
  about: About;
  /** What belongs together is told in one thread: `org/source/7`, `drift/production`, `locks/production`; null: it belongs to nothing. */
  thread: string | null;
  told: Told;
  incidents: Incident[];
}

export type About =
  | { kind: "report"; report: Report; results: DeploymentResult[]; place: ReportPlace }
  /** Of one environment. */
  | { kind: "drift"; environment: string; report: DriftReport; drifted: DriftResult[]; putRight: DriftResult[] }
  | { kind: "locks"; environment: string; run: string | null; results: DriftResult[] }
  | { kind: "test"; target: string };

/** By what a thread knows that it has heard this before. */
export interface Told {
  /** What of the thread it is about; each slot remembers what it was told last. */
  slot: string;
  as: string;
  /** `changed`: unless it was the last that the slot was told. `ended`: the same, and only after something else. `always`: again, too. */
  when: "changed" | "ended" | "always";
}

/** Something that is wrong until it is said to be over. */
export interface Incident {
  /** The same for the same thing in each run: a deployment's id, `drift/production`. */
  id: string;
  /** null: it is over. */
  open: { kinds: EventKind[]; severity: "error" | "warning" } | null;
}

/** Where a report belongs. */
export type ReportPlace = PullRequestPlace | HandPlace;

/** What somebody started by hand belongs to the deployment that it is about. */
export interface HandPlace {
  kind: "by-hand";
  /** Its id, redacted. */
  deployment: string;
  environment: string;
}

/** As the API and the controller's files say it. */
export interface PullRequestPlace {
  kind: "pull-request";
  /** `owner/name` */
  repository: string;
  number: number;
  url: string;
  environment: string | null;
}

/** As what a report could be told at all; empty: nobody is told. */
export function kindsOfReport(report: Report, results: readonly DeploymentResult[] = report.results): EventKind[] {
  const found = new Set<EventKind>();
  const { phase, verdict, approval, newPlan } = report;
  const isOverridden = (approval?.override ?? null) !== null;
  if (phase === "validate" && (verdict === "passed" || verdict === "failed")) {
    found.add("verdict");
    // One that changes the controller's files waits like any other.
    if (verdict === "passed") found.add("waiting-for-approval");
  }
  if (phase === "merge" && verdict === "passed" && isOverridden) found.add("override");
  if (phase === "apply" || phase === "destroy" || phase === "rollback") {
    if (newPlan !== undefined) found.add(newPlan.code === null ? "verdict" : "waiting-for-approval");
    for (const kind of results.flatMap(({ status }) => KIND_OF_STATUS[status] ?? [])) found.add(kind);
    if (newPlan === undefined && (verdict === "refused" || (verdict === "failed" && found.size === 0 && results.length === 0)))
      found.add("failed");
    // What a rollback is followed by is only a plan.
    if (verdict === "passed" && (results.length === 0 || phase === "rollback")) found.add("applied");
    if (isOverridden && verdict !== "refused") found.add("override");
    // Of what is applied in waves, the end of the last one tells.
    if (report.rollout !== undefined && !isWhole(report.rollout)) found.delete("applied");
    if (isStopped(report)) found.add("rollout-stopped");
    if (report.rollout?.hold?.why === "approval") found.add("waiting-for-approval");
  }
  if (verdict !== "refused" && results.some(({ lockIsOld }) => lockIsOld === true)) found.add("lock-old");
  return WORST_FIRST.filter((kind) => found.has(kind));
}

/** Somebody has to say how it goes on, and something else than an approval is the reason. */
function isStopped({ rollout }: Report): boolean {
  return rollout !== undefined && rollout.hold !== null && rollout.hold.why !== "approval";
}

const KIND_OF_STATUS: Partial<Record<DeploymentResult["status"], EventKind>> = {
  applied: "applied",
  "in-sync": "applied",
  failed: "failed",
  refused: "failed",
  recovered: "recovered",
};

const WORST_FIRST: readonly EventKind[] = [
  "failed",
  "recovered",
  "rollout-stopped",
  "lock-old",
  "drift",
  "override",
  "waiting-for-approval",
  "verdict",
  "applied",
];

/** What a target is told of a report; null: nothing. */
export function eventOfReport(report: Report, place: ReportPlace, target: NotificationTarget): NotificationEvent | null {
  if (!isOfEnvironment(target, place.environment)) return null;
  const asksForSome = target.accounts !== null || target.owners !== null;
  const results = report.results.filter(({ deployment: { account, owner } }) =>
    isAbout(target, account.name, [owner ?? account.owner ?? ""]),
  );
  if (asksForSome && results.length === 0) return null;
  const all = kindsOfReport(report, results);
  const kinds = all.filter((kind) => target.events.includes(kind));
  const thread = place.kind === "by-hand" ? `by-hand/${place.deployment}` : `${place.repository}/${place.number}`;
  // Whoever starts something by hand sees that it is refused: nobody has to be called for that.
  const incidents = incidentsOf(report, results, thread).filter(
    ({ id, open }) => place.kind !== "by-hand" || id !== thread || open === null,
  );
  if (kinds.length === 0 && !(isForIncidents(target) && incidents.some(({ open }) => open === null))) return null;
  return {
    kinds,
    about: { kind: "report", report, results, place },
    thread,
    told: { slot: report.phase, as: printOfReport(report, results, kinds), when: "changed" },
    incidents,
  };
}

/** The same report again, of the same commit. An apply that is started anew is another one: it was tried once more. */
function printOfReport({ phase, verdict, subject, links, ...report }: Report, results: readonly DeploymentResult[], kinds: EventKind[]) {
  return sha256Hex(
    canonicalJson({
      phase,
      verdict,
      kinds,
      head: subject.headSha,
      run: phase === "validate" || phase === "merge" ? null : links.run,
      code: report.newPlan?.code ?? null,
      reasons: report.refusal?.reasons ?? [],
      override: report.approval?.override?.reason ?? null,
      checks: report.checks.map(({ rule, message }) => [rule, message]),
      results: results.map(({ deployment, status, counts, findings }) => [
        deployment.id,
        status,
        { ...counts },
        findings.map(({ rule, level, address = null }) => [rule, level, address]),
      ]),
    }),
  );
}

function incidentsOf(report: Report, results: readonly DeploymentResult[], thread: string): Incident[] {
  const { phase, verdict, newPlan } = report;
  if (phase !== "apply" && phase !== "destroy" && phase !== "rollback") return [];
  const found: Incident[] = results.flatMap(({ deployment: { id }, status, lockIsOld }): Incident[] => {
    // Several that nobody can tell apart are one.
    const incident = id.includes(HIDDEN) ? thread : id;
    const kind = KIND_OF_STATUS[status];
    if (kind === undefined) return [];
    if (kind === "applied") return [{ id: incident, open: null }];
    const kinds: EventKind[] = lockIsOld === true ? [kind, "lock-old"] : [kind];
    return [{ id: incident, open: { kinds, severity: kind === "recovered" ? "warning" : "error" } }];
  });
  const isHeld = newPlan === undefined && (verdict === "refused" || verdict === "failed") && results.length === 0;
  const whole: Incident[] = isStopped(report)
    ? [{ id: thread, open: { kinds: ["rollout-stopped"], severity: "error" } }]
    : isHeld
      ? [{ id: thread, open: { kinds: ["failed"], severity: "error" } }]
      : verdict === "passed"
        ? [{ id: thread, open: null }]
        : [];
  return openFirst([...found, ...whole], thread);
}

/** More than anybody can look at one by one. */
const MOST_INCIDENTS = 20;

/** One of each id, where what is open wins; too many open ones are one. */
function openFirst(incidents: readonly Incident[], thread: string): Incident[] {
  const byId = new Map<string, Incident>();
  for (const incident of incidents) if (incident.open !== null || !byId.has(incident.id)) byId.set(incident.id, incident);
  const [open, over] = [[...byId.values()].filter((one) => one.open !== null), [...byId.values()].filter((one) => one.open === null)];
  if (open.length <= MOST_INCIDENTS) return [...open, ...over];
  const kinds = [...new Set(open.flatMap((one) => one.open?.kinds ?? []))];
  return [{ id: thread, open: { kinds, severity: "error" } }, ...over.filter(({ id }) => id !== thread)];
}

/** What a target is told of the drift of one environment. @param report Of this environment alone. */
export function eventsOfDrift(report: DriftReport, environment: string, target: NotificationTarget): NotificationEvent[] {
  if (!isOfEnvironment(target, environment)) return [];
  const isMine = ({ account, owner }: DriftResult) => isAbout(target, account, [owner ?? ""]);
  const results = report.results.filter(isMine);
  const thread = `drift/${environment}`;
  const events: NotificationEvent[] = [];

  const drifted = allDrifted(report).filter(isMine);
  const putRight = results.filter(isPutRight);
  // What nobody knows is not called clean.
  const isClean = drifted.length === 0 && report.problems.length === 0 && report.unknown === 0;
  if (target.events.includes("drift") && (drifted.length > 0 || putRight.length > 0 || isClean)) {
    const incident: Incident[] =
      drifted.length > 0 ? [{ id: thread, open: { kinds: ["drift"], severity: "warning" } }] : isClean ? [{ id: thread, open: null }] : [];
    const ended = putRight.filter(({ id, outcome }) => outcome === "clean" && !id.includes(HIDDEN)).map(({ id }) => ({ id, open: null }));
    events.push({
      kinds: ["drift"],
      about: { kind: "drift", environment, report, drifted, putRight },
      thread,
      told: {
        slot: "drift",
        as: drifted.length === 0 ? "clean" : printOfDrift(drifted),
        when: putRight.length > 0 ? "always" : drifted.length > 0 ? "changed" : "ended",
      },
      incidents: [...incident, ...ended],
    });
  }

  const locks = results.filter(({ lockIsOld }) => lockIsOld);
  // What there was no time for may still be locked.
  if (target.events.includes("lock-old") && (locks.length > 0 || report.left === 0)) {
    // A thread of its own: that no lock is old any more says nothing of drift.
    const id = `locks/${environment}`;
    events.push({
      kinds: ["lock-old"],
      about: { kind: "locks", environment, run: report.run, results: locks },
      thread: id,
      told: {
        slot: "locks",
        as: locks.length === 0 ? "none" : sha256Hex(canonicalJson(locks.map((result) => result.id).sort())),
        when: locks.length === 0 ? "ended" : "changed",
      },
      incidents: [{ id, open: locks.length === 0 ? null : { kinds: ["lock-old"], severity: "warning" } }],
    });
  }
  return events;
}

function printOfDrift(drifted: readonly DriftResult[]): string {
  return sha256Hex(
    canonicalJson(drifted.map(({ id, kinds, outside }) => [id, kinds, outside.map(({ address, attributes }) => [address, attributes])])),
  );
}

/** What shows that a target can be told. */
export function testEvent(target: NotificationTarget): NotificationEvent {
  return {
    kinds: target.events.slice(0, 1),
    about: { kind: "test", target: target.name },
    thread: null,
    told: { slot: "test", as: "", when: "always" },
    incidents: [{ id: `test/${target.name}`, open: { kinds: target.events, severity: "warning" } }],
  };
}

export function isForIncidents({ to }: Pick<NotificationTarget, "to">): boolean {
  return to.kind === "pagerduty";
}

function isOfEnvironment({ environments }: NotificationTarget, environment: string | null): boolean {
  return environments === null || (environment !== null && environments.includes(environment.trim().toLowerCase()));
}

function isAbout({ accounts, owners }: NotificationTarget, account: string, ownedBy: readonly string[]): boolean {
  const ofAccount = accounts === null || matchesAnyGlob(accounts, account);
  return ofAccount && (owners === null || ownedBy.some((owner) => matchesAnyGlob(owners, owner)));
}

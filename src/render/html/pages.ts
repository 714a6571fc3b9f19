import { html } from "hono/html";
import { AUDIT_OUTCOMES } from "../../domain/state/audit-record.ts";
import { EVERY_DEPLOYMENT, type DeploymentFilter, type DeploymentRow } from "../../domain/dashboard/deployments.ts";
import { EVERY_RECORD, type AuditQuery } from "../../domain/dashboard/audit-search.ts";
import type { AuditEntry } from "../../domain/dashboard/entry.ts";
import type { Policies } from "../../domain/dashboard/policies.ts";
import type { Speed } from "../../domain/dashboard/speed.ts";
import { WAITING_DAYS, type Drifted, type RunningRun, type Today } from "../../domain/dashboard/today.ts";
import { shortList } from "../../domain/text/short-list.ts";
import { KIND_WORDS } from "../drift-words.ts";
import { counted, duration } from "../words.ts";
import { sparkline, weeksChart } from "./charts.ts";
import {
  age,
  ago,
  badge,
  bytes,
  commit,
  countsText,
  deploymentLink,
  input,
  link,
  longDuration,
  NOTHING,
  outcomeBadge,
  pager,
  pullRequest,
  select,
  short,
  table,
  time,
  type Html,
} from "./parts.ts";
import { rolloutTable } from "./rollouts.ts";
import { queryTexts, type Site } from "./site.ts";

export function todayPage(site: Site, today: Today, now: Date): Html {
  const { deployments, records, unreadable, running, rollouts, waiting, failed, locked, drifted, recent, counts } = today;
  return html`<p class="lead">
      ${link(site, { page: "deployments", filter: EVERY_DEPLOYMENT, number: 1 }, counted(deployments, "deployment"))},
      ${link(site, { page: "audit", query: EVERY_RECORD, number: 1 }, counted(records, "audit record"))}.${
        unreadable === 0 ? NOTHING : html` ${badge("warn", `${counted(unreadable, "record")} cannot be read by this version`)}`
      }
    </p>
    <nav class="tiles" aria-label="What needs somebody">
      ${tile("running", counts.running, "running now", "plain")} ${tile("rollouts", counts.rollouts, "rollouts wait", "bad")}
      ${tile("failed", counts.failed, "failed", "bad")} ${tile("waiting", counts.fixes, "held by policy", "bad")}
      ${tile("waiting", counts.approvals, "waiting for approval", "warn")} ${tile("locked", counts.locks, "locks left behind", "warn")}
      ${tile("drifted", counts.drifted, "drifted", "warn")}
    </nav>
    <h2 id="running">Running now</h2>
    ${table(
      "Runs that have begun and not ended",
      ["run", "pull request", "by", "progress", "works on"],
      running.map((one) => [
        html`${one.action}${one.run === null ? html` on ${one.host}` : html`, run ${one.run}`}<br />${ago(one.since, now)}${
            one.mayHaveDied ? html`<br />${badge("warn", "may have died")}` : NOTHING
          }`,
        pullRequest(site, one.repository, one.pullRequest),
        one.who,
        progressCell(one),
        html`${one.deployments.map(
          ({ id, slug, since, usualMs }) =>
            html`<div>
              ${deploymentLink(site, { id, slug })}
              <span class="note">${age(since, now)}${usualMs === null ? NOTHING : html`, usually ${duration(usualMs)}`}</span>
            </div>`,
        )}`,
      ]),
      "Nothing runs.",
    )}
    <h2 id="rollouts">Rollouts</h2>
    ${rolloutTable(site, rollouts, now)}
    <h2 id="failed">Failed</h2>
    ${table(
      "Deployments whose last run did not end well",
      ["when", "action", "outcome", "deployment", "who", "pull request"],
      failed.map((entry) => [
        time(entry.at),
        entry.action,
        outcomeBadge(entry.outcome),
        deploymentLink(site, entry.place),
        entry.actor ?? "",
        pullRequest(site, entry.repository, entry.pullRequest),
      ]),
      "The last run of every deployment ended well.",
    )}
    ${more(failed.length, counts.failed)}
    <h2 id="waiting">Waiting</h2>
    ${table(
      "Pull requests that were validated and not applied",
      ["validated", "pull request", "commit", "environment", "deployments", "waits for"],
      waiting.map((one) => [
        ago(one.since, now),
        pullRequest(site, one.repository, one.pullRequest),
        commit(one.headSha),
        one.environment,
        one.deployments,
        one.for === "approval"
          ? badge("warn", "approval and merge")
          : one.denies === 0
            ? badge("bad", "a plan that succeeds")
            : html`${badge("bad", `a fix or an override: ${counted(one.denies, "finding")}`)}${
                one.mayOverride.length === 0
                  ? NOTHING
                  : html`<br /><span class="note">${shortList(one.mayOverride, MOST_NAMED)} may override</span>`
              }`,
      ]),
      "No pull request waits.",
    )}
    ${more(waiting.length, counts.approvals + counts.fixes)}
    ${waiting.length === 0 ? NOTHING : html`<p class="note">The stores do not tell when a pull request is closed: it stays here for ${WAITING_DAYS} days.</p>`}
    <h2 id="locked">Locked</h2>
    ${table(
      "States that are locked",
      ["deployment", "by", "for", "since", "what to do"],
      locked.map(({ row, kind }) => [
        deploymentLink(site, row),
        row.lock?.who ?? "",
        row.lock?.operation ?? "",
        row.lock?.created == null ? "" : ago(row.lock.created.toISOString(), now),
        kind === "old"
          ? html`${badge("warn", "left behind")} if its run has ended:
              <code class="command">tf-orchestrator unlock ${row.lock?.id ?? ""}</code>`
          : kind === "held"
            ? "wait: a run works on it"
            : "wait, or ask who holds it: no run of tf-orchestrator does",
      ]),
      "No state is locked.",
    )}
    <h2 id="drifted">Drifted</h2>
    ${table(
      "States that are not as they were applied",
      ["deployment", "drift", "since", "what was changed outside"],
      drifted.map(({ row, outside }) => [
        deploymentLink(site, row),
        driftCell(row),
        row.drift?.since == null ? "" : ago(row.drift.since, now),
        outsideCell(outside),
      ]),
      "No look found drift.",
    )}
    ${more(drifted.length, counts.drifted)}
    <h2>Done last</h2>
    ${entriesTable(site, "What was done last", recent)}`;
}

/** How many of something, linked to where they stand. */
function tile(anchor: string, count: number, words: string, kind: "bad" | "warn" | "plain"): Html {
  return html`<a class="tile ${count === 0 ? "none" : kind}" href="#${anchor}"><strong>${count}</strong> ${words}</a>`;
}

function more(shown: number, all: number): Html {
  return all > shown ? html`<p class="note">These are ${shown} of ${all}.</p>` : NOTHING;
}

function progressCell({ done, total, deployments }: RunningRun): Html {
  if (total === null) return html`${done} done, ${deployments.length} running`;
  return html`<progress value="${done}" max="${total}" aria-label="Deployments that have ended"></progress>
    <div>${done} of ${total} done</div>`;
}

const MOST_NAMED = 5;
const MOST_OUTSIDE = 3;

function outsideCell(outside: Drifted["outside"]): Html {
  return html`${outside
    .slice(0, MOST_OUTSIDE)
    .map(
      ({ address, gone, attributes }) => html`<div><code>${address}</code> ${gone ? "is gone" : attributes.join(", ")}</div>`,
    )}${outside.length > MOST_OUTSIDE ? html`<div>and ${outside.length - MOST_OUTSIDE} more</div>` : NOTHING}`;
}

function driftCell({ drift }: DeploymentRow): Html {
  if (drift === null) return html`not looked at`;
  return drift.kinds.length === 0 ? badge("good", "clean") : html`${drift.kinds.map((kind) => badge("warn", KIND_WORDS[kind]))}`;
}

export function entriesTable(site: Site, caption: string, entries: readonly AuditEntry[]): Html {
  return table(
    caption,
    ["when", "action", "outcome", "deployment", "changes", "who", "pull request"],
    entries.map((entry) => [
      time(entry.at),
      entry.action,
      outcomeBadge(entry.outcome),
      deploymentLink(site, entry.place),
      countsText(entry),
      whoCell(entry),
      pullRequest(site, entry.repository, entry.pullRequest),
    ]),
    "No record fits.",
  );
}

/** Who ran it, approved it, overrode it and why. */
export function whoCell({ actor, approvers, override }: AuditEntry): Html {
  const parts = [
    actor === null ? null : html`${actor}`,
    approvers.length === 0 ? null : html`approved by ${approvers.join(", ")}`,
    override === null ? null : html`overridden by ${override.approver}: “${short(override.reason)}”`,
  ].filter((part) => part !== null);
  return html`${parts.map((part, index) => (index === 0 ? part : html`<br />${part}`))}`;
}

// ── Deployments ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface DeploymentsPage {
  rows: readonly DeploymentRow[];
  total: number;
  number: number;
  pages: number;
  filter: DeploymentFilter;
  choices: Record<keyof DeploymentFilter, string[]>;
}

export function deploymentsPage(site: Site, { rows, total, number, pages, filter, choices }: DeploymentsPage): Html {
  return html`${site.kind === "files" ? NOTHING : deploymentForm(site, filter, choices)}
    <p>${counted(total, "deployment")}.</p>
    ${table(
      "Deployments",
      ["deployment", "environment", "owner", "last applied", "commit", "drift", "lock", "resources", "state", "durations"],
      rows.map((row) => [
        deploymentLink(site, row),
        html`${row.environment}<br /><span class="note">${row.account}</span>`,
        row.owner ?? "",
        row.last === null
          ? "never"
          : html`${time(row.last.at)} ${row.last.action === "apply" ? NOTHING : html`${row.last.action} `}${outcomeBadge(row.last.outcome)}`,
        commit(row.last?.commit ?? null),
        driftCell(row),
        row.lock === null ? "" : badge("warn", `by ${row.lock.who}`),
        row.resources ?? "",
        row.sizeBytes === null ? "none" : bytes(row.sizeBytes),
        sparkline(row.durations),
      ]),
      "No deployment fits.",
    )}
    ${pager(site, number, pages, (to) => ({ page: "deployments", filter, number: to }))}`;
}

function deploymentForm(site: Site, filter: DeploymentFilter, choices: Record<keyof DeploymentFilter, string[]>): Html {
  return html`<form method="get" action="${site.href({ page: "deployments", filter: EVERY_DEPLOYMENT, number: 1 })}">
    ${(["environment", "account", "service", "owner"] as const).map((name) => select(name, name, choices[name], filter[name]))}
    <button>Show</button>
  </form>`;
}

// ── Audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AuditPage {
  entries: readonly AuditEntry[];
  total: number;
  number: number;
  pages: number;
  query: AuditQuery;
  /** What of the question cannot be meant. */
  problems: readonly string[];
  accounts: readonly string[];
}

export function auditPage(site: Site, { entries, total, number, pages, query, problems, accounts }: AuditPage): Html {
  const texts = queryTexts(query);
  const exported = (form: "csv" | "ndjson", text: string) => link(site, { page: "export", query, form }, text);
  return html`${
      site.kind === "files"
        ? NOTHING
        : html`<form method="get" action="${site.href({ page: "audit", query: EVERY_RECORD, number: 1 })}">
            ${select("account", "account", accounts, texts.account ?? "")} ${input("project", "project", "search", texts.project ?? "")}
            ${input("person", "person", "search", texts.person ?? "")} ${input("since", "since", "date", texts.since ?? "")}
            ${input("until", "until", "date", texts.until ?? "")} ${select("outcome", "outcome", AUDIT_OUTCOMES, texts.outcome ?? "")}
            <button>Search</button>
          </form>`
    }
    ${problems.length === 0 ? NOTHING : html`<p role="alert">${problems.map((problem) => html`${problem}. `)}</p>`}
    <p>
      ${counted(total, "record")}${pages > 1 && site.kind === "files" ? html`; these are the newest ${entries.length}` : NOTHING}.${
        site.kind === "files" ? NOTHING : html` All of them: ${exported("csv", "CSV")}, ${exported("ndjson", "NDJSON")}.`
      }
    </p>
    ${entriesTable(site, "Audit records", entries)}
    ${pager(site, number, site.kind === "files" ? 1 : pages, (to) => ({ page: "audit", query, number: to }))}`;
}

// ── Policies ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const SOON_DAYS = 30;

export function policiesPage(site: Site, { rules, pullRequests, overrides, exceptions }: Policies): Html {
  return html`<h2>What fails most</h2>
    <p class="note">From the newest validation of ${counted(pullRequests, "pull request")}, and the last look for drift.</p>
    ${table(
      "Rules by how often they were found",
      ["rule", "level", "pull requests", "findings", "drifted states", "overrides", "what it said last"],
      rules.map((row) => [
        html`<code>${row.rule}</code>`,
        badge(row.level === "deny" ? "bad" : "warn", row.level),
        row.pullRequests,
        row.findings,
        row.drifted,
        row.overrides,
        short(row.message),
      ]),
      "No rule found anything.",
    )}
    <h2>Overrides</h2>
    ${table(
      "Overrides",
      ["when", "by", "reason", "rules", "deployment", "pull request"],
      overrides.map((entry) => [
        time(entry.at),
        entry.override?.approver ?? "",
        short(entry.override?.reason ?? ""),
        entry.override?.rules.join(", ") ?? "",
        deploymentLink(site, entry.place),
        pullRequest(site, entry.repository, entry.pullRequest),
      ]),
      "Nobody has overridden a verdict.",
    )}
    <h2>Exceptions</h2>
    ${table(
      "Exceptions of policy.yaml, the first to end first",
      ["rule", "deployments", "resources", "owner", "reason", "ends"],
      exceptions.map(({ exception, daysLeft }) => [
        html`<code>${exception.rule}</code>`,
        exception.deployments.join(", "),
        exception.addresses === null ? "" : short(exception.addresses.join(", ")),
        exception.owner ?? "",
        short(exception.reason),
        daysLeft < 0
          ? badge("bad", `ended ${exception.expires}`)
          : daysLeft <= SOON_DAYS
            ? badge("warn", `${exception.expires}, in ${counted(daysLeft, "day")}`)
            : exception.expires,
      ]),
      "policy.yaml makes no exception.",
    )}`;
}

// ── Speed ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export function speedPage(site: Site, speed: Speed, environment: string, environments: readonly string[]): Html {
  const measures: [name: string, value: string, about: string][] = [
    ["Deployment frequency", `${speed.perDay.toFixed(speed.perDay < 10 ? 1 : 0)} a day`, "applies that succeeded"],
    [
      "Lead time",
      speed.leadTimeMs === null ? "unknown" : longDuration(speed.leadTimeMs),
      "median, from the first validation to the end of the apply",
    ],
    [
      "Change failure rate",
      speed.failureRate === null ? "unknown" : `${(speed.failureRate * 100).toFixed(1)} %`,
      `${speed.failed} of ${counted(speed.applies, "apply", "applies")} failed or were rolled back${speed.failureRate === null ? "" : `; ${((1 - speed.failureRate) * 100).toFixed(1)} % succeeded`}`,
    ],
    [
      "Time to recover",
      speed.recoveryMs === null ? "unknown" : longDuration(speed.recoveryMs),
      `median, from a failed apply to the next that succeeded${speed.unrecovered === 0 ? "" : `; ${counted(speed.unrecovered, "deployment")} not yet`}`,
    ],
    ["Saved by running side by side", longDuration(speed.savedMs), `in ${counted(speed.parallelRuns, "run")} with several deployments`],
  ];
  return html`${site.kind === "files" ? NOTHING : html`<form method="get" action="${site.href({ page: "speed", environment: "" })}">${select("environment", "environment", environments, environment)} <button>Show</button></form>`}
    <p class="note">Since ${speed.since.slice(0, 10)}${environment === "" ? "" : html`, ${environment}`}.</p>
    <dl class="measures">
      ${measures.map(
        ([name, value, about]) =>
          html`<div>
            <dt>${name}</dt>
            <dd><strong>${value}</strong> <span>${about}</span></dd>
          </div>`,
      )}
    </dl>
    <h2>By week</h2>
    ${weeksChart(speed.weeks)}`;
}

import { html } from "hono/html";
import { HISTORY_ON_A_PAGE, type DeploymentPage, type ModuleView, type StateVersion } from "../../domain/dashboard/deployment-page.ts";
import type { ResourceDifference } from "../../domain/dashboard/state-view.ts";
import { KIND_WORDS } from "../drift-words.ts";
import { counted, said } from "../words.ts";
import { sparkline } from "./charts.ts";
import {
  badge,
  bytes,
  commit,
  countsText,
  deploymentLink,
  link,
  NOTHING,
  outcomeBadge,
  pager,
  pullRequest,
  short,
  table,
  time,
  type Html,
} from "./parts.ts";
import { whoCell } from "./pages.ts";
import type { Site } from "./site.ts";

/** What leads from a page about a deployment's state to the deployment. */
export function backToDeployment(site: Site, deployment: { id: string; slug: string }): Html {
  return html`<p>← ${deploymentLink(site, deployment)}</p>`;
}

export function deploymentPage(site: Site, page: DeploymentPage, number: number): Html {
  const { row, history, records, look, validated, versions } = page;
  const facts: [name: string, value: Html | string][] = [
    ["environment", row.environment],
    ["account", row.account],
    ["region", page.region],
    ["project", page.project],
    ["services", row.services.join(", ")],
    ["owner", row.owner ?? ""],
    ["team", page.team ?? ""],
    ["file", page.file],
    ["state", html`<code>${page.store}/${page.stateKey}</code>${row.sizeBytes === null ? html`: none` : html`, ${bytes(row.sizeBytes)}`}`],
    ["resources", row.resources === null ? "unknown" : String(row.resources)],
    ["lock", row.lock === null ? "free" : badge("warn", `${row.lock.operation} by ${row.lock.who}`)],
    ["durations", sparkline(row.durations)],
  ];
  return html`<dl class="facts">
      ${facts
        .filter(([, value]) => value !== "")
        .map(
          ([name, value]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
    </dl>
    <h2>Drift</h2>
    ${driftSection(page)}
    <h2>Findings</h2>
    ${
      validated === null
        ? html`<p class="empty">No validation of it is kept.</p>`
        : html`<p>
              Validated ${time(Date.parse(validated.at))} for ${pullRequest(site, validated.repository, validated.pullRequest)}:
              ${badge(validated.verdict === "passed" ? "good" : "bad", validated.verdict)}
            </p>
            ${table(
              "Findings of its last validation",
              ["rule", "level", "what and what to do"],
              validated.findings.map((finding) => [
                html`<code>${finding.rule}</code>`,
                badge(finding.level === "deny" ? "bad" : "warn", finding.level),
                short(said(finding), 600),
              ]),
              "It had no findings.",
            )}`
    }
    <h2>History</h2>
    <p>${counted(records, "record")}.</p>
    ${table(
      "What was done to it",
      ["when", "action", "outcome", "changes", "commit", "who and why", "pull request", "run"],
      history.map((entry) => [
        time(entry.at),
        entry.action,
        outcomeBadge(entry.outcome),
        countsText(entry),
        commit(entry.commit),
        whoCell(entry),
        pullRequest(site, entry.repository, entry.pullRequest),
        entry.runId ?? "",
      ]),
      "No record tells of it.",
    )}
    ${pager(site, number, Math.ceil(records / HISTORY_ON_A_PAGE), (to) => ({ page: "deployment", slug: row.slug, number: to }))}
    <h2>State and backups</h2>
    ${look === null && versions.length === 0 ? NOTHING : versionsSection(site, row.slug, versions)}`;
}

function driftSection({ row, look }: DeploymentPage): Html {
  if (row.drift === null || look === null) return html`<p class="empty">Nobody has looked: <code>tf-orchestrator drift</code>.</p>`;
  const { kinds, since, lookedAt } = row.drift;
  return html`<p>
      ${kinds.length === 0 ? badge("good", "clean") : kinds.map((kind) => badge("warn", KIND_WORDS[kind]))} Looked at
      ${time(Date.parse(lookedAt))}${
        since === null ? NOTHING : html`, not clean since ${time(Date.parse(since))}`
      }.${look.why === null ? NOTHING : html` ${short(look.why, 600)}`}
    </p>
    ${
      look.outside.length === 0
        ? NOTHING
        : table(
            "Changed outside",
            ["resource", "what"],
            look.outside.map(({ address, gone, attributes }) => [html`<code>${address}</code>`, gone ? "gone" : attributes.join(", ")]),
            "",
          )
    }
    ${look.unapplied.length === 0 ? NOTHING : html`<p>Committed and not applied: ${look.unapplied.join(", ")}</p>`}`;
}

function versionsSection(site: Site, slug: string, versions: readonly StateVersion[]): Html {
  const readable = versions.filter(({ kind }) => kind !== "errored");
  const [newest, older] = readable;
  return html`${
    site.kind === "files" || newest === undefined || older === undefined
      ? NOTHING
      : html`<form method="get" action="${site.href({ page: "diff", slug, from: "", to: "" })}">
          ${versionSelect("from", "from", readable, older.name)} ${versionSelect("to", "to", readable, newest.name)}
          <button>Compare</button>
        </form>`
  }
  ${table(
    "Versions of the state",
    ["version", "kind", "when", "size", "how to restore it"],
    versions.map((version) => [
      version.kind === "errored" ? version.name : link(site, { page: "resources", slug, version: version.name }, version.name),
      version.kind,
      time(version.at.getTime()),
      bytes(version.sizeBytes),
      version.restore === null ? "" : html`<code class="command">${version.restore}</code>`,
    ]),
    "There is no state and no backup.",
  )}`;
}

function versionSelect(name: string, label: string, versions: readonly StateVersion[], chosen: string): Html {
  return html`<label
    >${label}
    <select name="${name}">
      ${versions.map(
        (version) => html`<option value="${version.name}" ${version.name === chosen ? html`selected` : ""}>${version.name}</option>`,
      )}
    </select></label
  >`;
}

// ── Resources ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const MOST_RESOURCES = 300;
const MOST_ATTRIBUTES = 40;

/** @param modules null: the state cannot be read. @param back To the deployment's page. */
export function resourcesPage(modules: readonly ModuleView[] | null, about: { serial: number; tool: string } | null, back: Html): Html {
  if (modules === null || about === null)
    return html`${back}
      <p class="empty">This version cannot be read as a state.</p>`;
  const total = modules.reduce((sum, { resources }) => sum + resources.length, 0);
  let left = MOST_RESOURCES;
  return html`${back}
    <p>
      Serial ${about.serial}, written by version ${about.tool}: ${counted(total, "resource")}. Values that are secret, or may be, are
      hidden.
    </p>
    ${total > MOST_RESOURCES ? html`<p class="note">These are the first ${MOST_RESOURCES}.</p>` : NOTHING}
    <ul class="tree">
      ${modules.map(({ module, resources }) => {
        const shown = resources.slice(0, Math.max(0, left));
        left -= shown.length;
        if (shown.length === 0) return NOTHING;
        return html`<li>
          <strong>${module === "" ? "root module" : module}</strong>
          <ul>
            ${shown.map(
              ({ address, tainted, deposed, attributes }) =>
                html`<li>
                  <details>
                    <summary>
                      <code>${address}</code
                      >${tainted ? badge("warn", "tainted") : NOTHING}${deposed ? badge("warn", "left over") : NOTHING}
                    </summary>
                    <dl>
                      ${[...attributes].slice(0, MOST_ATTRIBUTES).map(
                        ([path, { text }]) =>
                          html`<div>
                            <dt>${path}</dt>
                            <dd>${valueCell(text)}</dd>
                          </div>`,
                      )}
                    </dl>
                    ${attributes.size > MOST_ATTRIBUTES ? html`<p class="note">and ${attributes.size - MOST_ATTRIBUTES} more</p>` : NOTHING}
                  </details>
                </li>`,
            )}
          </ul>
        </li>`;
      })}
    </ul>`;
}

function valueCell(text: string | null): Html {
  return text === null ? badge("plain", "hidden") : html`${short(text, 200)}`;
}

// ── Difference ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

const MOST_DIFFERENCES = 500;

/** @param differences null: one of the states cannot be read. @param back To the deployment's page. */
export function diffPage(differences: readonly ResourceDifference[] | null, back: Html): Html {
  if (differences === null)
    return html`${back}
      <p class="empty">One of the two cannot be read as a state.</p>`;
  if (differences.length === 0)
    return html`${back}
      <p class="empty">Both hold the same resources with the same values.</p>`;
  const kinds = { added: "good", removed: "bad", changed: "warn" } as const;
  return html`${back}
    <p>${counted(differences.length, "resource")} differ. Values that are secret, or may be, are hidden.</p>
    ${differences.length > MOST_DIFFERENCES ? html`<p class="note">These are the first ${MOST_DIFFERENCES}.</p>` : NOTHING}
    ${table(
      "Differences between the two states",
      ["resource", "change", "attribute", "before", "after"],
      differences.slice(0, MOST_DIFFERENCES).flatMap(({ address, kind, attributes }) => {
        const head = [html`<code>${address}</code>`, badge(kinds[kind], kind)];
        if (attributes.length === 0) return [[...head, "", "", ""]];
        return attributes
          .slice(0, MOST_ATTRIBUTES)
          .map(({ path, before, after, hidden }, index) => [
            ...(index === 0 ? head : ["", ""]),
            html`<code>${path}</code>`,
            hidden ? valueCell(null) : short(before ?? "", 200),
            hidden ? valueCell(null) : short(after ?? "", 200),
          ]);
      }),
      "",
    )}`;
}

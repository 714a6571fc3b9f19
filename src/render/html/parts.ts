import { html } from "hono/html";
import type { AuditEntry } from "../../domain/dashboard/entry.ts";
import type { AuditOutcome } from "../../domain/state/audit-record.ts";
import { cut, linkTarget, pathInUrl } from "../neutralise.ts";
import { duration, shortSha } from "../words.ts";
import type { Site, Target } from "./site.ts";

/** Markup whose every value is escaped: only `html` makes it. */
export type Html = ReturnType<typeof html>;

/** Nothing. */
export const NOTHING: Html = html``;

/** `2026-11-21 06:00 UTC`, with the whole time for machines. @param at Milliseconds since 1970. */
export function time(at: number): Html {
  if (!Number.isFinite(at)) return NOTHING;
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}

/** How long ago something was, as the page was made: `3 h ago`. @param since ISO 8601. */
export function age(since: string, now: Date): string {
  const millis = now.getTime() - Date.parse(since);
  return Number.isFinite(millis) ? `${longDuration(Math.max(0, millis))} ago` : "";
}

/** The time, and below it how long ago that was. @param since ISO 8601. */
export function ago(since: string, now: Date): Html {
  return html`${time(Date.parse(since))}<br /><span class="note">${age(since, now)}</span>`;
}

/** `840 B`, `12 KB`, `3.4 MB` */
export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  const [value, unit] = count < 999_500 ? [count / 1_000, "KB"] : [count / 1_000_000, "MB"];
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** `41 s`, `3 h`, `2 days`: as somebody says how long something takes. */
export function longDuration(millis: number): string {
  const hours = millis / 3_600_000;
  if (hours < 1) return duration(millis);
  if (hours < 48) return `${hours < 9.95 ? hours.toFixed(1) : Math.round(hours)} h`;
  const days = hours / 24;
  return `${days < 9.95 ? days.toFixed(1) : Math.round(days)} days`;
}

/** A link where the page is there, else the text alone. */
export function link(site: Site, target: Target, text: string | Html): Html {
  const href = site.href(target);
  return href === null ? html`${text}` : html`<a href="${href}">${text}</a>`;
}

export function deploymentLink(site: Site, { id, slug }: { id: string; slug: string }): Html {
  return link(site, { page: "deployment", slug, number: 1 }, id);
}

/** `org/name#12`, linked to GitHub. */
export function pullRequest(site: Site, repository: string | null, number: number | null): Html {
  if (repository === null || number === null) return NOTHING;
  const url = linkTarget(`${site.serverUrl}/${pathInUrl(repository)}/pull/${number}`);
  const text = `${repository}#${number}`;
  return url === null ? html`${text}` : html`<a href="${url}" rel="noreferrer">${text}</a>`;
}

/** A state in words, with a mark that says the same to whoever sees colours. */
export function badge(kind: "good" | "bad" | "warn" | "plain", text: string): Html {
  return html`<span class="badge ${kind}">${text}</span>`;
}

export function outcomeBadge(outcome: AuditOutcome): Html {
  const kinds = { succeeded: "good", failed: "bad", "rolled-back": "warn", refused: "warn", skipped: "plain" } as const;
  return badge(kinds[outcome], outcome);
}

/** `+3 ~1 -0` */
export function countsText({ add, change, destroy }: Pick<AuditEntry, "add" | "change" | "destroy">): string {
  return `+${add} ~${change} -${destroy}`;
}

export function commit(sha: string | null): Html {
  return sha === null ? NOTHING : html`<code>${shortSha(sha)}</code>`;
}

/** A table; where the window is narrow, each row is a block of lines that say their own heads. Nobody reads an empty one. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (Html | string | number)[])[],
  empty: string,
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => html`<td data-head="${heads[index] ?? ""}">${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** `Page 2 of 5`, with links to its neighbours. */
export function pager(site: Site, number: number, pages: number, target: (number: number) => Target): Html {
  if (pages <= 1) return NOTHING;
  const to = (page: number, text: string, rel: string) => {
    const href = page < 1 || page > pages ? null : site.href(target(page));
    return href === null ? NOTHING : html`<a href="${href}" rel="${rel}">${text}</a>`;
  };
  return html`<nav class="pager" aria-label="Pages">
    ${to(number - 1, "Newer", "prev")} <span>Page ${number} of ${pages}</span> ${to(number + 1, "Older", "next")}
  </nav>`;
}

/** A text that may be long, on a few lines. */
export function short(text: string, most = 300): string {
  return cut(text, most);
}

/** One choice of a form. */
export function select(name: string, label: string, choices: readonly string[], chosen: string): Html {
  return html`<label
    >${label}
    <select name="${name}">
      <option value="">all</option>
      ${choices.map((choice) => html`<option value="${choice}" ${choice === chosen ? html`selected` : ""}>${choice}</option>`)}
    </select></label
  >`;
}

export function input(name: string, label: string, type: "search" | "date", value: string): Html {
  return html`<label>${label} <input type="${type}" name="${name}" value="${value}" /></label>`;
}

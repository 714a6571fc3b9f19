import { html, raw } from "hono/html";
import { EVERY_RECORD } from "../../domain/dashboard/audit-search.ts";
import { EVERY_DEPLOYMENT } from "../../domain/dashboard/deployments.ts";
import { NOTHING, time, type Html } from "./parts.ts";
import type { Site, Target } from "./site.ts";

/** What stands around every page. */
export interface Frame {
  site: Site;
  /** Of the window. */
  title: string;
  /** Which entry of the navigation it belongs to. */
  section: (typeof SECTIONS)[number]["name"];
  /** When the records were read. */
  readAt: Date;
  /** What it shows, by its mark: the page is asked for again when there is another one. null: it stays as it is. */
  seen: string | null;
  version: string;
}

const SECTIONS = [
  { name: "Today", target: { page: "today" } },
  { name: "Deployments", target: { page: "deployments", filter: EVERY_DEPLOYMENT, number: 1 } },
  { name: "Audit", target: { page: "audit", query: EVERY_RECORD, number: 1 } },
  { name: "Policies", target: { page: "policies" } },
  { name: "Speed", target: { page: "speed", environment: "" } },
] as const satisfies { name: string; target: Target }[];

/** Nothing but our own style, script and addresses. */
export const CONTENT_POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** In a page itself `frame-ancestors` counts for nothing. (CSP level 3, "The meta element") */
const CONTENT_POLICY_OF_FILES = "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'";

/** A whole page, as text. */
export async function page({ site, title, section, readAt, seen, version }: Frame, body: Html): Promise<string> {
  return String(
    await html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="referrer" content="no-referrer" />
          <meta name="color-scheme" content="light dark" />
          ${site.kind === "files" ? html`<meta http-equiv="Content-Security-Policy" content="${raw(CONTENT_POLICY_OF_FILES)}" />` : NOTHING}
          <title>${title} · tf-orchestrator</title>
          <link rel="stylesheet" href="${site.href({ page: "style" })}" />
          ${seen === null ? NOTHING : html`<script src="${site.href({ page: "script" })}" defer></script>`}
        </head>
        <body ${seen === null ? NOTHING : html`data-seen="${seen}"`}>
          <a class="skip" href="#content">Skip to the content</a>
          <header>
            <span class="brand">tf-orchestrator</span>
            <nav aria-label="Sections">
              ${SECTIONS.map(
                ({ name, target }) =>
                  html`<a href="${site.href(target)}" ${name === section ? html`aria-current="page"` : ""}>${name}</a> `,
              )}
            </nav>
          </header>
          <main id="content" tabindex="-1">
            <h1>${title}</h1>
            ${body}
          </main>
          <footer>
            Read <span id="read-at">${time(readAt.getTime())}</span> by tf-orchestrator ${version}. It shows what the stores say, and
            changes nothing.
            <span id="news" role="status"></span>
          </footer>
        </body>
      </html> `,
  );
}

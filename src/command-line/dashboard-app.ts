import { randomBytes, timingSafeEqual } from "node:crypto";
import { Hono, type Context } from "hono";
import { getCookie } from "hono/cookie";
import { html } from "hono/html";
import { streamSSE } from "hono/streaming";
import { EXPORT_COLUMNS, exportRow, parseAuditQuery, searchAudit } from "../domain/dashboard/audit-search.ts";
import { deploymentPageOf, resourceTree, versionsOf } from "../domain/dashboard/deployment-page.ts";
import { deploymentRows, filterChoices } from "../domain/dashboard/deployments.ts";
import { policiesOf } from "../domain/dashboard/policies.ts";
import { markOf, type KeptDeployment, type RecordIndex } from "../domain/dashboard/record-index.ts";
import { redactedValue, remembering } from "../domain/dashboard/redacted.ts";
import { speedOf } from "../domain/dashboard/speed.ts";
import { differencesOf, viewState, type StateView } from "../domain/dashboard/state-view.ts";
import { todayOf } from "../domain/dashboard/today.ts";
import type { PolicyException } from "../domain/controller/policy-settings.ts";
import type { SpecialApprover } from "../domain/controller/files.ts";
import type { Identities } from "../domain/report/redaction/identities.ts";
import { createRedactor, type Redact } from "../domain/report/redaction/redactor.ts";
import { visible } from "../domain/text/invisible.ts";
import { csv } from "../render/csv.ts";
import { backToDeployment, deploymentPage, diffPage, resourcesPage } from "../render/html/deployment.ts";
import { CONTENT_POLICY, page, type Frame } from "../render/html/layout.ts";
import { LIVE_SCRIPT } from "../render/html/live.ts";
import { auditPage, deploymentsPage, policiesPage, speedPage, todayPage } from "../render/html/pages.ts";
import type { Html } from "../render/html/parts.ts";
import type { ReadIndex } from "./fresh-index.ts";
import { SERVED, type Site } from "../render/html/site.ts";
import { STYLE } from "../render/html/style.ts";

/** What the pages are made from. */
export interface DashboardSource {
  /** The records as they were read last, and when that was. */
  index: () => Promise<ReadIndex>;
  /** The contents of an object; null: it is gone. */
  read: (store: string, key: string) => Promise<Uint8Array | null>;
  exceptions: readonly PolicyException[];
  /** Who may override. */
  approvers: readonly SpecialApprover[];
  identities: Identities;
  serverUrl: string;
  version: string;
  now: () => Date;
}

/** The door: who may come in. */
export interface DashboardDoor {
  /** Good for one visit, which gets a cookie. Random, in hexadecimal. */
  token: string;
  /** `127.0.0.1:8080`: the only name that it answers to, so that no other page's name can be made to point here. */
  host: () => string;
}

const ROWS_ON_A_PAGE = 50;
const ENTRIES_ON_A_PAGE = 100;
const COOKIE = "tf-orchestrator";
const LOOK_AGAIN_MS = 1_000;
const MOST_LISTENERS = 20;

/** The pages behind their door. It reads, and never writes. */
export function dashboardApp(source: DashboardSource, door: DashboardDoor): Hono {
  const app = new Hono();
  const site: Site = { ...SERVED, serverUrl: source.serverUrl };
  const redact = remembering(createRedactor([], source.identities));
  const session = randomBytes(32).toString("hex");
  let tokenIsGood = true;
  let listeners = 0;

  app.use(async (context, next) => {
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    if (context.req.header("host") !== door.host()) return context.text("This page is for this machine only.\n", 421);
    if (context.req.method !== "GET") return context.text("Expected GET.\n", 405);
    const cookie = `${COOKIE}-${door.host().split(":")[1] ?? ""}`;
    const token = context.req.query("token");
    if (context.req.path === "/" && token !== undefined) {
      if (!tokenIsGood || !isSame(token, door.token)) return context.text(USED, 403);
      tokenIsGood = false;
      context.header("set-cookie", `${cookie}=${session}; HttpOnly; SameSite=Strict; Path=/`);
      // Not by a redirect: a browser that another site led here would follow one without the cookie.
      return context.html(WELCOME);
    }
    if (!isSame(getCookie(context, cookie) ?? "", session)) return context.text("Open the whole address that the terminal shows.\n", 403);
    // Pages of other ports of this machine count as the same site, and the cookie goes with what they ask for.
    if (!["same-origin", "none", undefined].includes(context.req.header("sec-fetch-site")))
      return context.text("Another page led here. Type the address, or start from the dashboard.\n", 403);
    await next();
    return undefined;
  });

  const mark = marker(source.now);
  const shown = async (context: Context, title: string, section: Frame["section"], body: Html, { index, readAt }: ReadIndex) =>
    context.html(await page({ site, title, section, readAt, seen: mark(index), version: source.version }, body));
  /** Of a version of a state, which stays as it is. */
  const shownOnce = async (context: Context, title: string, body: Html, { readAt }: ReadIndex) =>
    context.html(await page({ site, title, section: "Deployments", readAt, seen: null, version: source.version }, body));

  app.get("/", async (context) => {
    const read = await source.index();
    const { index } = read;
    const now = source.now();
    const today = redactedValue(todayOf(index, now, source.approvers), redact);
    return await shown(context, "Today", "Today", todayPage(site, today, now), read);
  });

  app.get("/deployments", async (context) => {
    const read = await source.index();
    const { index } = read;
    const filter = {
      environment: asked(context, "environment"),
      account: asked(context, "account"),
      service: asked(context, "service"),
      owner: asked(context, "owner"),
    };
    const found = deploymentRows(index, filter);
    const { rows, number, pages } = pageOf(found, ROWS_ON_A_PAGE, context.req.query("page"));
    const value = redactedValue({ rows, choices: filterChoices(index) }, redact);
    const body = deploymentsPage(site, { ...value, total: found.length, number, pages, filter });
    return await shown(context, "Deployments", "Deployments", body, read);
  });

  app.get("/deployments/:slug", async (context) => {
    const read = await source.index();
    const { index } = read;
    const deployment = deploymentOf(index, context.req.param("slug"));
    if (deployment === null) return await missing(context, read);
    const number = numberOf(context.req.query("page"));
    const value = redactedValue(deploymentPageOf(index, deployment, number), redact);
    return await shown(context, value.row.id, "Deployments", deploymentPage(site, value, number), read);
  });

  app.get("/deployments/:slug/resources", async (context) => {
    const read = await source.index();
    const { index } = read;
    const deployment = deploymentOf(index, context.req.param("slug"));
    const version = asked(context, "version");
    if (deployment === null) return await missing(context, read);
    const view = await viewOf(deployment, version);
    const shownBy = redactorFor(view);
    const modules = view === null ? null : redactedValue(resourceTree(view), shownBy);
    const about = view === null ? null : { serial: view.serial, tool: shownBy(view.tool) };
    const body = resourcesPage(modules, about, backTo(deployment));
    const title = version === "current" ? "Resources of the current state" : `Resources of the backup ${redact(version)}`;
    return await shownOnce(context, title, body, read);
  });

  app.get("/deployments/:slug/diff", async (context) => {
    const read = await source.index();
    const { index } = read;
    const deployment = deploymentOf(index, context.req.param("slug"));
    const [from, to] = [asked(context, "from"), asked(context, "to")];
    if (deployment === null) return await missing(context, read);
    const [before, after] = await Promise.all([viewOf(deployment, from), viewOf(deployment, to)]);
    const differences = before === null || after === null ? null : redactedValue(differencesOf(before, after), redactorFor(before, after));
    const title = `${redact(from)} → ${redact(to)}`;
    return await shownOnce(context, title, diffPage(differences, backTo(deployment)), read);
  });

  app.get("/audit", async (context) => {
    const read = await source.index();
    const { index } = read;
    const { query, problems } = parseAuditQuery(context.req.query());
    const found = searchAudit(index, query);
    const { rows, number, pages } = pageOf(found, ENTRIES_ON_A_PAGE, context.req.query("page"));
    const value = redactedValue({ entries: rows, problems, accounts: filterChoices(index).account }, redact);
    const body = auditPage(site, { ...value, total: found.length, number, pages, query });
    return await shown(context, "Audit", "Audit", body, read);
  });

  app.get("/audit.csv", async (context) => {
    const rows = await exported(context);
    const text = csv(
      EXPORT_COLUMNS,
      rows.map((row) => EXPORT_COLUMNS.map((column) => row[column])),
    );
    return context.body(`${text}\n`, 200, download("text/csv; charset=utf-8", "audit.csv"));
  });

  app.get("/audit.ndjson", async (context) => {
    const lines = (await exported(context)).map((row) => `${JSON.stringify(row)}\n`);
    return context.body(lines.join(""), 200, download("application/x-ndjson; charset=utf-8", "audit.ndjson"));
  });

  app.get("/policies", async (context) => {
    const read = await source.index();
    const { index } = read;
    const value = redactedValue(policiesOf(index, source.exceptions, source.now()), redact);
    return await shown(context, "Policies", "Policies", policiesPage(site, value), read);
  });

  app.get("/speed", async (context) => {
    const read = await source.index();
    const { index } = read;
    const environment = asked(context, "environment");
    const environments = redactedValue(filterChoices(index).environment, redact);
    const body = speedPage(site, speedOf(index, environment, source.now()), redact(environment), environments);
    return await shown(context, "Speed", "Speed", body, read);
  });

  app.get("/live.js", (context) => context.body(LIVE_SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));

  app.get("/live", (context) => {
    if (listeners >= MOST_LISTENERS) return context.text("Too many pages listen.\n", 503);
    listeners += 1;
    let seen = context.req.header("last-event-id") ?? asked(context, "seen");
    return streamSSE(context, async (stream) => {
      let hasLeft = false;
      const leave = () => {
        if (!hasLeft) listeners -= 1;
        hasLeft = true;
      };
      // At once: somebody who goes from page to page leaves many within the wait below.
      stream.onAbort(leave);
      try {
        // A first line at once: the page then knows that it is answered.
        await stream.write(": here\n\n");
        while (!stream.aborted) {
          const now = mark((await source.index()).index);
          if (now !== seen) await stream.writeSSE({ event: "news", data: now, id: now });
          seen = now;
          await stream.sleep(LOOK_AGAIN_MS);
        }
      } catch {
        // A store that does not answer ends the stream: the page says so, and asks again.
      } finally {
        leave();
      }
    });
  });

  app.get("/style.css", (context) => context.body(STYLE, 200, { "content-type": "text/css; charset=utf-8" }));
  app.notFound((context) => context.text("There is no such page.\n", 404));
  app.onError((error, context) => {
    const text = redact(error instanceof Error ? error.message : String(error));
    return context.text(`The page could not be made: ${text}\n`, 500);
  });
  return app;

  async function missing(context: Context, read: ReadIndex) {
    context.status(404);
    return await shown(context, "No such deployment", "Deployments", MISSING, read);
  }

  function backTo({ id, slug }: KeptDeployment): Html {
    return backToDeployment(site, { id: redact(id), slug });
  }

  async function exported(context: Context) {
    const { index } = await source.index();
    const { query } = parseAuditQuery(context.req.query());
    return searchAudit(index, query).map((entry) => redactedValue(exportRow(entry), redact));
  }

  async function viewOf(deployment: KeptDeployment, name: string): Promise<StateView | null> {
    const version = versionsOf(deployment).find((known) => known.name === name);
    const body = version === undefined ? null : await source.read(deployment.store, version.key);
    return body === null ? null : viewState(body);
  }

  /** What is hidden in a state must not be read anywhere else on its page. */
  function redactorFor(...views: (StateView | null)[]): Redact {
    return createRedactor(
      views.flatMap((view) => view?.secrets ?? []),
      source.identities,
    );
  }
}

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": CONTENT_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const USED = "This address was used already, or is not the one that the terminal shows. Start the dashboard again for a new one.\n";
const WELCOME = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>tf-orchestrator</title></head><body><main><h1>tf-orchestrator</h1><p><a href="/">Open the dashboard</a></p></main></body></html>`;
const MISSING: Html = html`<p class="empty">No record and no state tells of it.</p>`;

function deploymentOf({ deployments }: RecordIndex, slug: string): KeptDeployment | null {
  return [...deployments.values()].find((deployment) => deployment.slug === slug) ?? null;
}

/** What a form asks for; it comes back on the page. */
function asked(context: Context, name: string): string {
  return visible(context.req.query(name) ?? "").slice(0, LONGEST_ANSWER);
}

const LONGEST_ANSWER = 300;

/** The mark of an index; what was read once is asked for by every page and listener. */
function marker(now: () => Date): (index: RecordIndex) => string {
  let last: { index: RecordIndex; second: number; mark: string } | null = null;
  return (index) => {
    const second = Math.floor(now().getTime() / 1_000);
    if (last?.index !== index || last.second !== second) last = { index, second, mark: markOf(index, now()) };
    return last.mark;
  };
}

/** A page number as an address has it; 1 for what is none. */
function numberOf(text: string | undefined): number {
  return /^[1-9]\d{0,5}$/.test(text ?? "") ? Number(text) : 1;
}

function pageOf<Row>(all: readonly Row[], most: number, asked: string | undefined): { rows: Row[]; number: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / most));
  const number = Math.min(pages, numberOf(asked));
  return { rows: all.slice((number - 1) * most, number * most), number, pages };
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function download(type: string, name: string): Record<string, string> {
  return { "content-type": type, "content-disposition": `attachment; filename="${name}"` };
}

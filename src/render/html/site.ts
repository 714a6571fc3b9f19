import type { AuditQuery } from "../../domain/dashboard/audit-search.ts";
import type { DeploymentFilter } from "../../domain/dashboard/deployments.ts";

/** What a page can lead to. Page numbers count from 1. */
export type Target =
  | { page: "today" | "policies" | "style" | "script" }
  | { page: "speed"; environment: string }
  | { page: "deployments"; filter: DeploymentFilter; number: number }
  | { page: "deployment"; slug: string; number: number }
  | { page: "resources"; slug: string; version: string }
  | { page: "diff"; slug: string; from: string; to: string }
  | { page: "audit"; query: AuditQuery; number: number }
  | { page: "export"; query: AuditQuery; form: "csv" | "ndjson" };

/** Where pages stand: behind a server that answers questions, or in a folder of files. */
export interface Site {
  kind: "server" | "files";
  /** null: there is no such page here. */
  href: (target: Target) => string | null;
  /** Of GitHub, for links to pull requests: `https://github.com` */
  serverUrl: string;
}

export const SERVED: Omit<Site, "serverUrl"> = { kind: "server", href: servedPath };

function servedPath(target: Target): string {
  switch (target.page) {
    case "today":
      return "/";
    case "policies":
      return "/policies";
    case "style":
      return "/style.css";
    case "script":
      return "/live.js";
    case "speed":
      return withQuery("/speed", { environment: target.environment });
    case "deployments":
      return withQuery("/deployments", { ...target.filter, page: pageText(target.number) });
    case "deployment":
      return withQuery(`/deployments/${target.slug}`, { page: pageText(target.number) });
    case "resources":
      return withQuery(`/deployments/${target.slug}/resources`, { version: target.version });
    case "diff":
      return withQuery(`/deployments/${target.slug}/diff`, { from: target.from, to: target.to });
    case "audit":
      return withQuery("/audit", { ...queryTexts(target.query), page: pageText(target.number) });
    case "export":
      return withQuery(`/audit.${target.form}`, queryTexts(target.query));
  }
}

function pageText(number: number): string {
  return number <= 1 ? "" : String(number);
}

/** As the form sends it, and `parseAuditQuery` reads it. */
export function queryTexts({ account, project, person, since, until, outcome }: AuditQuery): Record<string, string> {
  return {
    account,
    project,
    person,
    since: since?.toISOString().slice(0, 10) ?? "",
    until: until?.toISOString().slice(0, 10) ?? "",
    outcome: outcome ?? "",
  };
}

function withQuery(path: string, values: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== "")).toString();
  return query === "" ? path : `${path}?${query}`;
}

/** Of the nth page of the deployments, from 1. */
function filesOfDeployments(number: number): string {
  return number <= 1 ? "deployments.html" : `deployments-${number}.html`;
}

/** Links between the files of a report. @param root What leads from the page to the folder: empty, or `../`. */
export function filesSite(root: "" | "../", serverUrl: string): Site {
  return {
    kind: "files",
    serverUrl,
    href: (target) => {
      const file = fileOf(target);
      return file === null ? null : `${root}${file}`;
    },
  };
}

/** null: a folder has no such page. */
export function fileOf(target: Target): string | null {
  switch (target.page) {
    case "today":
      return "index.html";
    case "policies":
      return "policies.html";
    case "style":
      return "style.css";
    case "speed":
      return "speed.html";
    case "deployments":
      return filesOfDeployments(target.number);
    case "deployment":
      return target.number > 1 ? null : `deployments/${target.slug}.html`;
    case "audit":
      return target.number > 1 ? null : "audit.html";
    case "script":
    case "resources":
    case "diff":
    case "export":
      return null;
  }
}

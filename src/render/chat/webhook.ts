import { sumOfCounts } from "../../domain/plan/summary.ts";
import type { About, NotificationEvent } from "../../domain/notify/event.ts";
import { chatMessage } from "./message.ts";

/** What a webhook of your own is sent, as docs/notifications.md describes it. Keys may be added. */
export interface WebhookBody {
  version: 1;
  /** The same when a run sends it again. */
  id: string;
  events: string[];
  at: string;
  title: string;
  environment: string | null;
  repository: string | null;
  pull_request: number | null;
  head_sha: string | null;
  url: string | null;
  run: string | null;
  /** What is to be known besides, such as the reasons of a refusal. */
  notes: string[];
  deployments: WebhookDeployment[];
}

interface WebhookDeployment {
  id: string;
  account: string;
  owner: string | null;
  /** Of a report as in the run's summary; of drift `drifted`, `put-right` or `locked`. */
  status: string;
  add: number;
  change: number;
  destroy: number;
  text: string;
}

export function webhookBody(event: NotificationEvent, id: string, at: Date): WebhookBody {
  const { title, notes, items } = chatMessage(event.about);
  const texts = new Map(items.map(({ name, text }) => [name, text]));
  return {
    version: 1,
    id,
    events: event.kinds,
    at: at.toISOString(),
    title,
    ...placeOf(event.about),
    notes,
    deployments: deploymentsOf(event.about)
      .slice(0, MOST_DEPLOYMENTS)
      .map((deployment) => ({ ...deployment, text: texts.get(deployment.id) ?? "" })),
  };
}

const MOST_DEPLOYMENTS = 500;

function placeOf(about: About): Pick<WebhookBody, "environment" | "repository" | "pull_request" | "head_sha" | "url" | "run"> {
  const nowhere = { environment: null, repository: null, pull_request: null, head_sha: null, url: null, run: null };
  switch (about.kind) {
    case "report": {
      const { environment, repository, pullRequest, headSha } = about.report.subject;
      const url = about.place.kind === "by-hand" ? null : about.place.url;
      return { environment, repository, pull_request: pullRequest, head_sha: headSha, url, run: about.report.links.run };
    }
    case "drift":
      return { ...nowhere, environment: about.environment, run: about.report.run };
    case "locks":
      return { ...nowhere, environment: about.environment, run: about.run };
    case "test":
      return nowhere;
  }
}

function deploymentsOf(about: About): Omit<WebhookDeployment, "text">[] {
  const unchanged = { add: 0, change: 0, destroy: 0 };
  switch (about.kind) {
    case "report":
      return about.results.map(({ deployment: { id, account, owner }, status, counts }) => {
        const { add, change, destroy } = sumOfCounts([counts]);
        return { id, account: account.name, owner: owner ?? account.owner, status, add, change, destroy };
      });
    case "drift":
      return [
        ...about.drifted.map(({ id, account, owner }) => ({ id, account, owner, status: "drifted", ...unchanged })),
        ...about.putRight
          .filter(({ outcome }) => outcome === "clean")
          .map(({ id, account, owner }) => ({ id, account, owner, status: "put-right", ...unchanged })),
      ];
    case "locks":
      return about.results.map(({ id, account, owner }) => ({ id, account, owner, status: "locked", ...unchanged }));
    case "test":
      return [];
  }
}

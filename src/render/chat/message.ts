import { isDrifted } from "../../domain/drift/report.ts";
import type { Finding } from "../../domain/model/finding.ts";
import type { About } from "../../domain/notify/event.ts";
import { countsOf } from "../../domain/plan/summary.ts";
import type { DeploymentResult } from "../../domain/report/report.ts";
import { driftLines, driftVerdict, kindText, sinceText } from "../drift-words.ts";
import { failureOf } from "../failure.ts";
import { howItGoesOn } from "../rollout-words.ts";
import { verdictText } from "../markdown/verdict.ts";
import { cut, linkTarget, oneLine } from "../neutralise.ts";
import { byUrgency, findingCounts, iconOf, isBad, isUnchanged, said } from "../words.ts";

/** What a message says, whoever shows it. Plain text on one line each, cut, without anything that is not visible. */
export interface ChatMessage {
  title: string;
  mood: "good" | "bad" | "doubtful";
  /** Where it belongs: `org/source#7`, `production`. */
  place: string;
  /** Why, and what to do. */
  notes: string[];
  items: ChatItem[];
  /** Of items that there was no room for. */
  left: number;
  links: { text: string; url: string }[];
}

export interface ChatItem {
  icon: string;
  name: string;
  text: string;
}

const MOST_ITEMS = 10;
const MOST_NOTES = 6;
const LONGEST_TITLE = 250;
const LONGEST_TEXT = 300;
const LONGEST_NAME = 200;

export function chatMessage(about: About): ChatMessage {
  switch (about.kind) {
    case "report":
      return ofReport(about);
    case "drift":
      return ofDrift(about);
    case "locks":
      return ofLocks(about);
    case "test":
      return {
        title: "✅ A test of tf-orchestrator's notifications",
        mood: "good",
        place: short(about.target, LONGEST_NAME),
        notes: ["Nothing has happened."],
        items: [],
        left: 0,
        links: [],
      };
  }
}

function ofReport({ report, results, place }: Extract<About, { kind: "report" }>): ChatMessage {
  const { subject, refusal, approval, rollout, verdict, checks, links } = report;
  const told = results.filter((result) => !isUnchanged(result)).sort(byUrgency);
  const denied = [...checks, ...results.flatMap(({ findings }) => findings)].filter(({ level }) => level === "deny");
  const override = approval?.override ?? null;
  return {
    title: short(verdictText(report), LONGEST_TITLE),
    mood: verdict === "passed" ? (rollout?.hold == null ? "good" : "doubtful") : report.newPlan === undefined ? "bad" : "doubtful",
    place: place.kind === "by-hand" ? short(place.deployment, LONGEST_NAME) : placeOf(subject.repository, subject.pullRequest),
    notes: shortened([
      ...(refusal?.reasons ?? []),
      ...(refusal === undefined ? [] : [refusal.remedy]),
      ...(override === null ? [] : [`Overridden by ${override.approver}: ${override.reason}`]),
      ...denied.map(findingNote),
      ...(rollout === undefined ? [] : [howItGoesOn(rollout)]),
    ]),
    ...items(told, (result) => ({ icon: iconOf(result), name: result.deployment.id, text: whatHappened(result) })),
    links: linksOf([
      ["Pull request", place.kind === "by-hand" ? null : place.url],
      ["Run", links.run],
    ]),
  };
}

function findingNote(finding: Finding): string {
  return `${finding.rule}: ${said(finding)}`;
}

function whatHappened(result: DeploymentResult): string {
  const { status, counts, findings } = result;
  const failure = failureOf(result)?.summary ?? "";
  const plan = status === "planned" || status === "applied" ? countsOf(counts) : status === "recovered" ? "failed, recovered" : status;
  return [plan, isBad(result) ? failure : "", findingCounts(findings)].filter((part) => part !== "").join(" · ");
}

function ofDrift({ environment, report, drifted, putRight }: Extract<About, { kind: "drift" }>): ChatMessage {
  const isClean = drifted.length === 0;
  const right = putRight.filter((result) => !isDrifted(result));
  return {
    title: short(
      isClean && right.length === 0
        ? `✅ No drift in ${environment} any more`
        : `${isClean ? "✅" : "⚠️"} Drift in ${environment}: ${driftVerdict(report)}`,
      LONGEST_TITLE,
    ),
    mood: isClean ? "good" : "bad",
    place: short(environment, LONGEST_NAME),
    notes: shortened(report.problems),
    ...items([...drifted, ...right], (result) =>
      isDrifted(result)
        ? {
            icon: "❌",
            name: result.id,
            text: [kindText(result), driftLines(result)[0] ?? "", sinceText(result)].filter((part) => part !== "").join(" · "),
          }
        : { icon: "✅", name: result.id, text: "put right" },
    ),
    links: linksOf([["Run", report.run]]),
  };
}

function ofLocks({ environment, run, results }: Extract<About, { kind: "locks" }>): ChatMessage {
  const isOver = results.length === 0;
  return {
    title: short(
      isOver
        ? `✅ No state of ${environment} has an old lock any more`
        : `🔒 ${results.length === 1 ? "A state" : `${results.length} states`} of ${environment} ${results.length === 1 ? "has" : "have"} been locked for more than two hours`,
      LONGEST_TITLE,
    ),
    mood: isOver ? "good" : "doubtful",
    place: short(environment, LONGEST_NAME),
    notes: [],
    ...items(results, ({ id, notes }) => ({ icon: "🔒", name: id, text: notes.join(" ") })),
    links: linksOf([["Run", run]]),
  };
}

function items<Of>(all: readonly Of[], item: (of: Of) => ChatItem): Pick<ChatMessage, "items" | "left"> {
  const shown = all.slice(0, MOST_ITEMS).map((one) => {
    const { icon, name, text } = item(one);
    return { icon, name: short(name, LONGEST_NAME), text: short(text, LONGEST_TEXT) };
  });
  return { items: shown, left: all.length - shown.length };
}

function shortened(notes: readonly string[]): string[] {
  const told = [...new Set(notes.map((note) => short(note, LONGEST_TEXT)))].filter((note) => note !== "");
  const left = told.length - MOST_NOTES;
  return left <= 0 ? told : [...told.slice(0, MOST_NOTES), `… and ${left} more`];
}

function placeOf(repository: string | null, pullRequest: number | null): string {
  return short(`${repository ?? ""}${pullRequest === null ? "" : `#${pullRequest}`}`, LONGEST_NAME);
}

function linksOf(links: readonly [text: string, url: string | null][]): ChatMessage["links"] {
  return links.flatMap(([text, url]) => {
    const target = linkTarget(url);
    return target === null ? [] : [{ text, url: target }];
  });
}

function short(text: string, most: number): string {
  return cut(oneLine(text), most);
}

/** Items that were left out, as a line. */
export function leftLine({ left }: Pick<ChatMessage, "left">): string | null {
  return left === 0 ? null : `… and ${left} more`;
}

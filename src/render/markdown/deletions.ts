import { overrideTemplate } from "../../domain/evidence/override.ts";
import type { Deletion } from "../../domain/model/plan.ts";
import type { Finding } from "../../domain/model/finding.ts";
import { DELETION_RULE } from "../../domain/plan/deletion-protection.ts";
import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { codeBlock, codeSpan } from "../neutralise.ts";
import { counted } from "../words.ts";

/**
 * What is deleted, replaced or forgotten, counted, and by address unless `isListed` elsewhere: before an apply what will be, after it what was.
 * Nothing when the finding on top has told it all.
 */
export function deletionSection(results: readonly DeploymentResult[], most: number, { isListed, isOnTop }: Told): string {
  const all = results.flatMap((result) => result.deletions.map((deletion) => ({ ...deletion, tense: tenseOf(result) })));
  if (all.length === 0 || (isOnTop && isListed)) return "";
  const title = isOnTop ? "" : `⚠️ **${titleOf(all)}**`;
  if (isListed) return title;
  const items = all
    .slice(0, Math.min(most, MOST_DELETIONS))
    .map(({ address, kind, forcedBy, tense }) => `- ${codeSpan(address, 300)} ${SENTENCES[tense][kind]}${forcedText(forcedBy)}`);
  if (items.length < all.length) items.push(`- and ${all.length - items.length} more`);
  return [title, items.join("\n")].filter((part) => part !== "").join("\n\n");
}

/** What else in the comment tells of deletions. */
interface Told {
  /** Every address, in the list of changes. */
  isListed: boolean;
  /** Every one of them, counted, in the finding to fix first. */
  isOnTop: boolean;
}

const MOST_DELETIONS = 12;

type Tense = "planned" | "done" | "tried";

function tenseOf({ status }: DeploymentResult): Tense {
  if (status === "applied") return "done";
  return status === "failed" || status === "recovered" ? "tried" : "planned";
}

const SENTENCES: Record<Tense, Record<Deletion["kind"], string>> = {
  planned: {
    delete: "will be deleted",
    replace: "will be deleted and created again",
    forget: "will no longer be managed, but stays",
  },
  done: {
    delete: "was deleted",
    replace: "was deleted and created again",
    forget: "is no longer managed, but stays",
  },
  tried: {
    delete: "was to be deleted",
    replace: "was to be deleted and created again",
    forget: "was to be managed no longer",
  },
};

const KINDS = [
  ["delete", "deleted"],
  ["replace", "replaced"],
  ["forget", "forgotten"],
] as const satisfies [Deletion["kind"], string][];

/** `1 resource will be deleted, 2 will be replaced`, `1 resource deleted` */
function titleOf(all: readonly { kind: Deletion["kind"]; tense: Tense }[]): string {
  const parts = (["planned", "done", "tried"] as const).flatMap((tense) =>
    KINDS.flatMap(([kind, participle]) => {
      const number = all.filter((one) => one.kind === kind && one.tense === tense).length;
      const verb = { planned: "will be ", done: "", tried: number === 1 ? "was to be " : "were to be " }[tense];
      return number === 0 ? [] : [{ number, what: `${verb}${participle}` }];
    }),
  );
  return parts.map(({ number, what }, index) => `${index === 0 ? counted(number, "resource") : number} ${what}`).join(", ");
}

function forcedText(forcedBy: readonly string[]): string {
  if (forcedBy.length === 0) return "";
  const shown = forcedBy.slice(0, 3).map((path) => codeSpan(path, 120));
  return `, forced by ${shown.join(", ")}`;
}

/** Blocked deletions as one finding in the place of the first: their addresses stand in the list of changes and in the override. */
export function withOneDeletion(findings: readonly Finding[], report: Report): Finding[] {
  const blocked = findings.filter(isBlockedDeletion);
  const [first] = blocked;
  if (first === undefined) return [...findings];
  const joined: Finding = {
    ...first,
    message: `${deletesText(blocked, report)}, which ${report.subject.environment ?? "the environment"} blocks.`,
    remediation: blocked.length === 1 ? "Keep it." : "Keep them.",
  };
  delete joined.address;
  return findings
    .filter((finding) => finding === first || !isBlockedDeletion(finding))
    .map((finding) => (finding === first ? joined : finding));
}

function isBlockedDeletion({ rule, level }: Finding): boolean {
  return rule === DELETION_RULE && level === "deny";
}

/** A deletion that blocks nothing (any more): the table, the title and the list of changes tell of it. */
export function isToldDeletion({ rule, level }: Finding): boolean {
  return rule === DELETION_RULE && level === "warn";
}

/** `The plan will delete 2 resources and replace 1` */
function deletesText(blocked: readonly Finding[], { results }: Report): string {
  const kinds = new Map(results.flatMap(({ deletions }) => deletions.map(({ address, kind }) => [address, kind] as const)));
  const parts = (["delete", "replace", "forget"] as const).flatMap((kind) => {
    const number = blocked.filter(({ address = "" }) => (kinds.get(address) ?? "delete") === kind).length;
    return number === 0 ? [] : [{ number, kind }];
  });
  const texts = parts.map(({ number, kind }, index) => `${kind} ${index === 0 ? counted(number, "resource") : number}`);
  return `The plan will ${texts.length < 3 ? texts.join(" and ") : `${texts.slice(0, 2).join(", ")} and ${texts[2] ?? ""}`}`;
}

/**
 * How the findings that block can be overridden: nothing but a reason has to be added to what is offered. As Markdown.
 * @param blocking All that hold the gate, the worst first.
 * @param most Addresses for which there is room.
 */
export function overrideOffer(blocking: readonly Finding[], most: number): string {
  const closed = blocking.find(({ overridable }) => !overridable);
  if (closed !== undefined)
    return closed === blocking[0]
      ? "It cannot be overridden: the check stays closed until this is fixed."
      : `Nothing here can be overridden until ${codeSpan(closed.rule, 300)} is fixed.`;
  const template = overrideTemplate(blocking);
  if (template === null) return "No single override can name all that is deleted: split the change.";
  const addresses = template.split("\n").length - 1;
  if (addresses === 0) return "Or ask a special approver to comment `OVERRIDE: <reason>`.";
  const ask = "Or ask a special approver to comment this, with a reason for `<reason>`";
  return addresses > most
    ? `${ask}: the override in the run's summary, with ${addresses} addresses.`
    : `${ask}:\n\n${codeBlock(template, "text")}`;
}

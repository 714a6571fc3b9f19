import { countsOf } from "../../domain/plan/summary.ts";
import { groupBy } from "../../domain/model/groups.ts";
import type { DeploymentResult, Report } from "../../domain/report/report.ts";
import { isToldDeletion } from "./deletions.ts";
import { cell, codeSpan } from "../neutralise.ts";
import { counted, deletionWord, findingCounts, iconOf, isBad, isLeftOut, totalOf } from "../words.ts";

/** From so many deployments on, nobody reads their rows before those of their accounts. */
const FEWEST_DEPLOYMENTS = 100;
const LONGEST_NAME = 100;

/** The deployments by account, the worst account first; nothing where there are few of them, or one account. */
export function byAccount(results: readonly DeploymentResult[]): DeploymentResult[][] {
  const accounts = [...groupBy(results, ({ deployment }) => deployment.account.name).values()];
  if (results.length < FEWEST_DEPLOYMENTS || accounts.length < 2) return [];
  return accounts
    .map((account) => ({ account, rank: rankOf(account) }))
    .sort((a, b) => compare(a.rank, b.rank) || (nameOf(a.account) < nameOf(b.account) ? -1 : 1))
    .map(({ account }) => account);
}

/** Something in the account did not end as wished, or goes away. */
export function isTroubled(results: readonly DeploymentResult[]): boolean {
  return results.some((result) => isBad(result) || isLeftOut(result) || result.deletions.length > 0);
}

/** One row for each account. @param accounts As `byAccount` gives them. */
export function accountTable(phase: Report["phase"], accounts: readonly (readonly DeploymentResult[])[]): string {
  const head = `| | account | ${phase === "apply" ? "result" : "plan"} | deployments |`;
  const rows = accounts.map((results) => {
    const failed = results.filter(({ status }) => status === "failed" || status === "refused" || status === "recovered").length;
    const skipped = results.filter(isLeftOut).length;
    const deletes = [...new Set(results.flatMap((result) => deletionWord(result) ?? []))].map((word) => `**${word}**`).join(", ");
    const findings = phase === "apply" ? [] : results.flatMap((result) => result.findings.filter((finding) => !isToldDeletion(finding)));
    const what = [
      countsOf(totalOf(results)),
      deletes,
      failed === 0 ? "" : `**${failed} failed**`,
      skipped === 0 ? "" : `${skipped} skipped`,
      findingCounts(findings),
    ];
    const cells = [
      iconsOf(results),
      codeSpan(nameOf(results), LONGEST_NAME),
      what.filter((part) => part !== "").join(" · "),
      String(results.length),
    ];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return [head, "|---|---|---|---|", ...rows].join("\n");
}

/** `120 accounts` */
export function accountsText(accounts: readonly unknown[]): string {
  return counted(accounts.length, "account");
}

/** The icon of its worst deployment. */
function iconsOf(results: readonly DeploymentResult[]): string {
  const icons = new Set(results.map(iconOf));
  return ["❌", "⛔", "♻️", "⏭️", "⚠️", "✅"].find((icon) => icons.has(icon)) ?? "✅";
}

function nameOf([first]: readonly DeploymentResult[]): string {
  return first?.deployment.account.name ?? "";
}

/** How many are bad, left out, delete something, are warned of: more come first. */
function rankOf(results: readonly DeploymentResult[]): number[] {
  const count = (matches: (result: DeploymentResult) => boolean) => -results.filter(matches).length;
  return [count(isBad), count(isLeftOut), count(({ deletions }) => deletions.length > 0), count(({ findings }) => findings.length > 0)];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

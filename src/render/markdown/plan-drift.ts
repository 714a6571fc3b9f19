import type { Drift } from "../../domain/model/plan.ts";
import type { DeploymentResult } from "../../domain/report/report.ts";
import { codeSpan } from "../neutralise.ts";
import { counted } from "../words.ts";
import { fold } from "./fold.ts";

/** What plans found changed outside Terraform, folded. @param most So many of each kind are listed. */
export function planDrift(results: readonly DeploymentResult[], most: number): string {
  const all = results.flatMap(({ deployment, drift }) => drift.map((one) => ({ ...one, id: deployment.id })));
  const [ofCode, others] = [all.filter((one) => one.ofCode), all.filter((one) => !one.ofCode)];
  const list = (title: string, found: typeof all) => {
    if (found.length === 0) return "";
    const shown = found.slice(0, most).map(driftLine);
    if (shown.length < found.length) shown.push(`- and ${found.length - shown.length} more`);
    return fold(`${counted(found.length, "resource")} ${title}`, shown.join("\n"));
  };
  return [list("changed outside Terraform", ofCode), list("changed, in nothing that the code sets", others)]
    .filter((part) => part !== "")
    .join("\n\n");
}

function driftLine({ address, gone, attributes, id }: Drift & { id: string }): string {
  const names = attributes.slice(0, MOST_ATTRIBUTES).map((name) => codeSpan(name, 100));
  const more = attributes.length > names.length ? [`${attributes.length - names.length} more`] : [];
  const what = gone ? "is gone" : [...names, ...more].join(", ");
  return `- ${codeSpan(address, 300)} in ${codeSpan(id, LONGEST_ID)}${what === "" ? "" : `: ${what}`}`;
}

const MOST_ATTRIBUTES = 6;

const LONGEST_ID = 260;

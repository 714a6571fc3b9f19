import type { Finding, Location } from "../model/finding.ts";
import { sentence } from "../model/finding.ts";
import type { PlanJson } from "../model/plan.ts";

/** At most so many of one plan. */
const MOST = 20;

/** Assertions of the code's `check` blocks that do not hold. Terraform only warns of them. */
export function checkFindings(plan: PlanJson): Finding[] {
  const found = (plan.checks ?? [])
    .filter(({ address }) => address?.kind === "check")
    .flatMap(({ address, instances }) =>
      (instances ?? [])
        .filter(({ status }) => status === "fail" || status === "error")
        .flatMap((instance) => {
          const name = instance.address?.to_display ?? address?.to_display ?? "a check";
          return (instance.problems ?? [{ message: "" }]).map(({ message = "" }) => checkFinding(name, message));
        }),
    );
  return found.slice(0, MOST);
}

const CHECK_RULE = "terraform-check";

function checkFinding(name: string, problem: string): Finding {
  const first = onOneLine(problem.split(/\n\s*\n/, 1)[0] ?? "");
  return {
    rule: CHECK_RULE,
    level: "warn",
    severity: "medium",
    message: sentence(`${name} does not hold${first === "" ? "" : `: ${first}`}`),
    remediation: "Correct the values, or the check in the controller.",
    address: name,
    overridable: true,
  };
}

/**
 * Terraform's own warnings, read from what it printed: they stand there without indentation, which no value of a plan does. Each is told once, and
 * not when `told` has it. So what an apply warns of is what its plan did not know yet.
 * @param tfvars Path of the deployment's file: Terraform knows it as `terraform.tfvars`.
 */
export function warningFindings(output: string, tfvars: string, told: readonly Finding[]): Finding[] {
  const known = new Set(told.map(identity));
  const found: Finding[] = [];
  const lines = output.split("\n");
  for (const [index, line] of lines.entries()) {
    const title = /^Warning: (.{1,300})/.exec(line)?.[1];
    if (title === undefined || TOLD_ELSEWHERE.has(title)) continue;
    const finding = findingOf(title, bodyAt(lines, index + 1), tfvars);
    if (known.has(identity(finding))) continue;
    known.add(identity(finding));
    if (found.push(finding) === MOST) break;
  }
  return found;
}

/** A check's name has its module in the plan, but not in the text. */
function identity({ rule, address = "", message }: Finding): string {
  return rule === CHECK_RULE ? `${rule} ${message.replace(/^.*? does not hold/, "")}` : `${rule} ${address} ${message}`;
}

function findingOf(title: string, { address, place, check, detail }: Body, tfvars: string): Finding {
  if (title === CHECK_FAILED) return { ...checkFinding(check === null ? "a check" : `check.${check}`, detail), location: { file: tfvars } };
  const ofTfvars = place?.file === "terraform.tfvars";
  const where = place === null || ofTfvars ? "" : ` (${place.file}:${place.line} of the controller)`;
  const location: Location | null = ofTfvars ? { file: tfvars, line: place.line } : address === null ? { file: tfvars } : null;
  return {
    rule: "terraform-warning",
    level: "warn",
    severity: "low",
    message: `${sentence([title, detail].filter((part) => part !== "").join(": "))}${where}`,
    remediation: "",
    ...(address === null ? {} : { address }),
    ...(location === null ? {} : { location }),
    overridable: true,
  };
}

const CHECK_FAILED = "Check block assertion failed";
/** Undeclared keys and forgotten resources have findings of their own; of an open check the apply tells. */
const TOLD_ELSEWHERE = new Set([
  "Check block assertion known after apply",
  "Value for undeclared variable",
  "Values for undeclared variables",
  "Some objects will no longer be managed by Terraform",
]);

interface Body {
  address: string | null;
  place: { file: string; line: number } | null;
  /** Name of the `check` that it stands in. */
  check: string | null;
  /** Its first paragraph, on one line. */
  detail: string;
}

/** What follows a warning's title: indented lines on its place, then paragraphs. */
function bodyAt(lines: readonly string[], start: number): Body {
  const body: Body = { address: null, place: null, check: null, detail: "" };
  let at = start;
  for (; at < lines.length && at < start + MOST_PLACE_LINES && /^(?:\s|$)/.test(lines[at] ?? ""); at += 1) {
    const line = lines[at] ?? "";
    body.address ??= /^ {2}with (\S.{0,500}),$/.exec(line)?.[1] ?? null;
    body.check ??= /, in check "([^"]{1,200})":$/.exec(line)?.[1] ?? null;
    const [, file, number] = /^ {2}on (\S.{0,300}?) line (\d{1,7})(?:,|:)/.exec(line) ?? [];
    if (file !== undefined && body.place === null) body.place = { file, line: Number(number) };
  }
  const paragraph: string[] = [];
  for (; at < lines.length && paragraph.length < MOST_DETAIL_LINES && !ENDS.test(lines[at] ?? ""); at += 1) paragraph.push(lines[at] ?? "");
  return { ...body, detail: onOneLine(paragraph.join(" ")) };
}

const MOST_PLACE_LINES = 40;
const MOST_DETAIL_LINES = 12;
/** Ends a warning's first paragraph. */
const ENDS = /^(?:\s*$|Warning: |─|Apply complete!|Outputs:)/;

function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

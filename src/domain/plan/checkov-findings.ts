import { levelOfCheck, type CheckovSettings } from "../controller/checkov.ts";
import { sentence, SEVERITIES, type Finding, type Severity } from "../model/finding.ts";
import type { PlanJson } from "../model/plan.ts";
import { ownValue } from "../text/json-values.ts";

/** A check that a planned resource failed, as Checkov reports it. */
export interface FailedCheck {
  /** `CKV_AWS_20`, or the id of a check of the controller's own. */
  id: string;
  /** What it asks for, in Checkov's words. */
  name: string;
  address: string;
  /** What it looked at, as `versioning_configuration/[0]/status`. */
  keys: readonly string[];
  severity: Severity | null;
  guideline: string | null;
}

/** A check that ended badly on one resource: nobody knows what it would have said. */
export interface CrashedCheck {
  id: string;
  address: string;
  /** The last line of what Python says. */
  cause: string;
}

/** What a run of Checkov says of one plan. */
export interface CheckovAnswer {
  failed: readonly FailedCheck[];
  crashed: readonly CrashedCheck[];
}

/** A bundled rule, as far as it has to do with Checkov. */
export interface KnownRule {
  id: string;
  severity: Severity;
  /** Among others ids of Checkov. */
  standards: readonly string[];
}

/**
 * Checkov's answer as findings of the one form. As with the bundled rules, what a plan leaves as it is or takes away is not judged.
 * @param rules Of the bundled ones: whose ids name a check, its finding says so.
 */
export function checkovFindings(
  { failed, crashed }: CheckovAnswer,
  plan: Pick<PlanJson, "resource_changes">,
  settings: CheckovSettings,
  rules: readonly KnownRule[],
): Finding[] {
  const changes = plan.resource_changes ?? [];
  const unjudged = new Set(changes.filter(({ change }) => !isJudged(change.actions)).map(({ address }) => address));
  const planned = new Map(changes.map(({ address, change }) => [address, change.after]));
  const found = [
    ...failed.map((check) => failedFinding(check, attributeOf(check.keys, planned.get(check.address)), settings, rules)),
    ...crashed.map((check) => crashedFinding(check, settings, rules)),
  ].filter(({ address = "" }) => !unjudged.has(address));
  return [...new Map(found.map((finding) => [JSON.stringify([finding.rule, finding.address, finding.message]), finding])).values()];
}

function isJudged(actions: readonly string[]): boolean {
  return ["create", "update", "read"].some((action) => actions.includes(action));
}

function failedFinding(check: FailedCheck, attribute: string | null, settings: CheckovSettings, rules: readonly KnownRule[]): Finding {
  const { id, name, address, guideline } = check;
  const level = levelOfCheck(id, check.severity, settings);
  const same = rules.filter(({ standards }) => standards.includes(id));
  const worst = SEVERITIES.find((severity) => same.some((rule) => rule.severity === severity));
  return {
    rule: id,
    level,
    severity: check.severity ?? worst ?? (level === "deny" ? "high" : "low"),
    message: sentence(`${attribute === null ? "" : `\`${attribute}\`: `}${name} (Checkov)`),
    remediation: guideline === null ? "" : `See ${guideline}.`,
    address,
    overridable: true,
    ...(same.length === 0 ? {} : { sameAs: same.map((rule) => rule.id) }),
  };
}

/** A check of Checkov's own that only warns cannot hold a gate by its absence; a check of the controller's might have. */
function crashedFinding({ id, address, cause }: CrashedCheck, settings: CheckovSettings, rules: readonly KnownRule[]): Finding {
  const isOwn = !/^CKV\d?_/.test(id);
  const level = levelOfCheck(id, isOwn ? "high" : null, settings);
  const same = rules.filter(({ standards }) => standards.includes(id));
  return {
    rule: id,
    level,
    severity: level === "deny" ? "high" : "low",
    message: sentence(`this check ended badly, so nobody knows what it says: ${cause} (Checkov)`),
    remediation: isOwn ? `Correct it in checkov-policies/.` : `Name ${id} under checkov.skip in policy.yaml to do without it.`,
    address,
    overridable: true,
    ...(same.length === 0 ? {} : { sameAs: same.map((rule) => rule.id) }),
  };
}

/**
 * `versioning_configuration/[0]/status` → `versioning_configuration.status`; null for what the resource itself does not have: checks over several
 * resources name attributes of any of them, in no order.
 */
function attributeOf(keys: readonly string[], planned: unknown): string | null {
  const paths = keys.map((key) => key.replace(/\/\[?(?:\d+|\*)\]?(?=\/|$)/g, "").replaceAll("/", "."));
  const own = paths.filter((path) => /^[A-Za-z_][\w.-]*$/.test(path) && ownValue(planned, path.split(".")[0] ?? "") !== undefined);
  return own.toSorted()[0] ?? null;
}

import type { Advice } from "./advice.ts";
import type { CheckovSettings } from "./checkov.ts";
import type { Deployment } from "../model/deployment.ts";
import { asksFor, sentence, type Finding, type Location } from "../model/finding.ts";
import { matchesAnyGlob, matchesGlob, matchesGlobExactly } from "../text/glob.ts";
import { dayInWords } from "../text/stamp.ts";

/** How much the bundled rules hold: what nobody defends, what AWS and the benchmarks advise, all but trifles. */
export const PROFILES = ["baseline", "recommended", "strict"] as const;
export type Profile = (typeof PROFILES)[number];

/** `policy.yaml`. */
export interface PolicySettings {
  profile: Profile;
  /** Extra folders of the controller repository, evaluated with the opa command. */
  folders: string[];
  /** Packages of the extra folders that are asked; null: all below `terraform`. */
  namespaces: string[] | null;
  failOnWarn: boolean;
  failOnDeny: boolean;
  /** Handed to the rules as they are. */
  parameters: Record<string, unknown>;
  /** Where each of them is written. */
  parameterLocations: ReadonlyMap<string, Location>;
  exceptions: PolicyException[];
  enforceFrom: EnforcedLater[];
  advice: Advice[];
  /** null: Checkov is not asked. */
  checkov: CheckovSettings | null;
}

/** A rule that does not count for some deployments until a day, for a reason. */
export interface PolicyException {
  rule: string;
  /** Globs over deployment ids. */
  deployments: string[];
  /** Globs over the addresses of resources, whose case counts; null: whatever the rule finds. */
  addresses: string[] | null;
  reason: string;
  /** `YYYY-MM-DD`, the last day (UTC) it holds. */
  expires: string;
  /** Who sees to it that it is not needed any more. */
  owner: string | null;
  location: Location;
}

/** Whether a finding of a deployment that it is for is one that it is about. */
export function covers(
  { rule, addresses }: Pick<PolicyException, "rule" | "addresses">,
  finding: Pick<Finding, "rule" | "address" | "sameAs">,
): boolean {
  const { address } = finding;
  if (!asksFor(finding, rule)) return false;
  return addresses === null || (address !== undefined && addresses.some((pattern) => matchesGlobExactly(pattern, address)));
}

/** Rules that only warn before a day. */
export interface EnforcedLater {
  /** A rule's id, or a glob over ids. */
  rule: string;
  /** `YYYY-MM-DD`, the first day (UTC) on which they count. */
  day: string;
  location: Location;
}

/** What keeps states and resources from being lost is not put off. */
const NEVER_LATER: readonly string[] = ["deletion-protection", "state-moved"];

/** Whether `enforce_from` may say that a rule counts later. */
export function mayWait({ rule, overridable }: Pick<Finding, "rule" | "overridable">): boolean {
  return overridable && !NEVER_LATER.includes(rule);
}

/** The first day on which a rule counts: the one under its own id, else under the first glob that fits; null: always. */
export function enforcedFrom(rule: string, enforceFrom: readonly EnforcedLater[]): string | null {
  const own = enforceFrom.find((entry) => entry.rule === rule) ?? enforceFrom.find((entry) => matchesGlob(entry.rule, rule));
  return own?.day ?? null;
}

/**
 * Findings as `policy.yaml` has them count on a day: exceptions first, then rules that are enforced later. Before its day a finding of such a
 * rule is a warning that holds no gate, also where warnings do.
 * @param today Only its day in UTC counts.
 */
export function underPolicy(
  findings: readonly Finding[],
  deployment: Pick<Deployment, "id">,
  { exceptions, enforceFrom, failOnWarn }: Pick<PolicySettings, "exceptions" | "enforceFrom" | "failOnWarn">,
  today: Date,
): Finding[] {
  const judged = applyExceptions(findings, deployment, exceptions, today);
  const now = today.toISOString().slice(0, 10);
  return judged.map((finding) => {
    const from = mayWait(finding) && finding.exemption === undefined ? dayOf(finding, enforceFrom) : null;
    if (from === null || now >= from || (finding.level === "warn" && !failOnWarn)) return finding;
    const words = finding.level === "deny" ? "denies" : "counts";
    return { ...finding, level: "warn", message: `${finding.message} (${words} from ${dayInWords(from)})`, enforcedFrom: from };
  });
}

/** Another tool's finding waits with the bundled rule that asks for the same thing. */
function dayOf({ rule, sameAs = [] }: Finding, enforceFrom: readonly EnforcedLater[]): string | null {
  return [rule, ...sameAs].map((each) => enforcedFrom(each, enforceFrom)).find((day) => day !== null) ?? null;
}

/**
 * Takes the exceptions of `policy.yaml` into account.
 * An exempted finding stays in the list as a warning with reason and last day, and holds no gate. An expired exception exempts nothing
 * and is itself a warning. A finding that nobody may override is not exempted either: its rule has to go, in the open. An exception for a bundled
 * rule covers what another tool says of the same thing.
 * @param today Only its day in UTC counts.
 */
export function applyExceptions(
  findings: readonly Finding[],
  deployment: Pick<Deployment, "id">,
  exceptions: readonly PolicyException[],
  today: Date,
): Finding[] {
  const day = today.toISOString().slice(0, 10);
  const here = exceptions.filter((exception) => matchesAnyGlob(exception.deployments, deployment.id));
  const valid = here.filter((exception) => day <= exception.expires);
  const judged = findings.map((finding) => {
    const exception = finding.overridable ? valid.find((one) => covers(one, finding)) : undefined;
    return exception === undefined ? finding : exempted(finding, exception);
  });
  return [...judged, ...here.filter((exception) => day > exception.expires).map(expired)];
}

/**
 * What the findings mean for the gate. A deny that nobody may override fails whatever the settings say: a file that could not be read
 * was not judged. Exempted findings, those of rules that are enforced later, and reminders count for nothing.
 */
export function verdictOf(findings: readonly Finding[], settings: Pick<PolicySettings, "failOnWarn" | "failOnDeny">): "passed" | "failed" {
  const counting = findings.filter((finding) => finding.exemption === undefined && finding.enforcedFrom === undefined);
  const fails = counting.some((finding) =>
    finding.level === "deny" ? settings.failOnDeny || !finding.overridable : settings.failOnWarn && finding.reminder !== true,
  );
  return fails ? "failed" : "passed";
}

function exempted(finding: Finding, { reason, expires }: PolicyException): Finding {
  return {
    ...finding,
    level: "warn",
    message: `${finding.message} (exempted until ${expires}: ${reason})`,
    exemption: { reason, expires },
  };
}

function expired({ rule, expires, reason, location }: PolicyException): Finding {
  return {
    rule: "policy-exception",
    level: "warn",
    severity: "medium",
    message: `the exception from ${rule} ended on ${expires}: ${sentence(reason)}`,
    remediation: "Fix what it excused, or give it a new reason and day; then remove it from policy.yaml.",
    location,
    overridable: true,
  };
}

import { daysSince, touchCount, worstTouch, type Before, type FeatureName, type TypeHistory } from "./features.ts";
import { TOUCHES, type Touch } from "../plan/touched-types.ts";
import type { Apply } from "./history.ts";

const MOST_REASONS = 3;
/** In logarithms of odds: a little more likely is nobody's reason. */
const LEAST = 0.25;

/**
 * What makes an apply more likely to fail than an ordinary one, in words, the weightiest first. Names the values, not the arithmetic.
 * @param added What each feature adds to the logarithm of the odds.
 */
export function reasonsOf(added: ReadonlyMap<FeatureName, number>, apply: Apply, before: Before, types: TypeHistory): string[] {
  const of = (...names: FeatureName[]) => names.reduce((sum, name) => sum + (added.get(name) ?? 0), 0);
  const worst = worstTouch(apply, types);
  // How it touches the type that failed most is told with that type, and not once more as a count.
  const [how] = TOUCHES.filter((touch) => worst?.touch.startsWith(`${touch} `) === true);
  const counted = (touch: Touch, all: number): [number, string] => {
    const count = apply.types === null ? all : touchCount(apply, touch);
    return [how === touch || count === 0 ? 0 : of(FEATURE_OF[touch]), countText(VERBS[touch], count)];
  };
  const reasons: [weight: number, text: string][] = [
    [of("worst-type", ...(how === undefined ? [] : [FEATURE_OF[how]])), worst === null ? "" : touchText(worst.touch)],
    counted("replace", 0),
    counted("delete", apply.counts.destroy),
    counted("create", apply.counts.add),
    counted("update", apply.counts.change),
    [of("types"), `${Object.keys(apply.types ?? {}).length} types of resources at once`],
    [of("first-apply"), apply.first ? "its first apply" : ""],
    [of("days-since"), before.lastAt === null ? "" : sinceText(daysSince(apply, before.lastAt))],
    [of("hour-sin", "hour-cos"), `at ${String(new Date(apply.at).getUTCHours()).padStart(2, "0")}:00 UTC`],
    [of("weekend"), [0, 6].includes(new Date(apply.at).getUTCDay()) ? "on a weekend" : ""],
    [of("failed-last"), before.lastFailed ? "its last apply failed" : ""],
  ];
  return reasons
    .filter(([weight, text]) => weight >= LEAST && text !== "")
    .toSorted(([a], [b]) => b - a)
    .slice(0, MOST_REASONS)
    .map(([, text]) => text);
}

const FEATURE_OF: Record<Touch, FeatureName> = { create: "creates", update: "updates", replace: "replaces", delete: "deletes" };
const VERBS: Record<Touch, string> = { create: "creates", update: "changes", replace: "replaces", delete: "deletes" };

/** `replaces aws_db_instance` */
function touchText(touch: string): string {
  const [how = "", type = ""] = touch.split(" ");
  return how in VERBS ? `${VERBS[how as Touch]} ${type}` : "";
}

function countText(verb: string, count: number): string {
  return `${verb} ${count} ${count === 1 ? "resource" : "resources"}`;
}

function sinceText(days: number): string {
  const whole = Math.floor(days);
  if (whole < 1) return "changed again within a day";
  return whole >= 365 ? "first change in a year or more" : `first change in ${whole} ${whole === 1 ? "day" : "days"}`;
}

/** `1 of 4`, for a share of what is like it. */
export function oneOf(probability: number): string {
  const tenths = Math.round(probability * 10);
  if (probability > 0.4) return tenths === 5 ? "1 of 2" : `${Math.min(10, tenths)} of 10`;
  return `1 of ${Math.max(2, Math.round(1 / Math.max(probability, 0.001)))}`;
}

/** What one run of the action can be asked for. `auto` picks one of these from the event. */
export const PHASE_NAMES = [
  "open-pr",
  "dispatch",
  "validate",
  "merge",
  "apply",
  "split",
  "work",
  "conclude",
  "discover",
  "drift",
  "reconcile",
  "cleanup",
  "doctor",
  "destroy",
  "rollback",
  "report",
] as const;
export type PhaseName = (typeof PHASE_NAMES)[number];

export function isPhaseName(text: string): text is PhaseName {
  return PHASE_NAMES.some((name) => name === text);
}

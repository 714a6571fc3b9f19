import { sentence } from "./finding.ts";

/** Whether something may go on. A held gate is a normal result, not a fault. */
export type Gate = { kind: "open" } | Held;

export interface Held {
  kind: "held";
  /** Everything that stands in the way. Where the ways out differ, each names its own. Raw: redact before it leaves. */
  reasons: string[];
  /** What to do first, and who can do it. */
  remedy: string;
  /** After a merge: a new plan and fresh approvals of it settle all of it. */
  renewable?: true;
}

/** One thing that stands in the way. */
export interface Objection {
  /** What was found and what is expected, without an end. */
  reason: string;
  /** What to do and who can do it, a sentence. */
  remedy: string;
}

/** Open without objections, else held by all of them. The gravest comes first: its remedy is the one to begin with. */
export function gateOf(objections: readonly Objection[]): Gate {
  return objections.length === 0 ? { kind: "open" } : heldBy(objections);
}

export function heldBy(objections: readonly Objection[]): Held {
  const remedies = new Set(objections.map(({ remedy }) => remedy));
  return {
    kind: "held",
    reasons: objections.map(({ reason, remedy }) => (remedies.size > 1 ? `${sentence(reason)} ${remedy}` : reason)),
    remedy: objections[0]?.remedy ?? "",
  };
}

/** A gate that more may hold. */
export function alsoHeldBy(gate: Gate, more: readonly Objection[]): Gate {
  if (more.length === 0) return gate;
  const added = heldBy(more);
  if (gate.kind === "open") return added;
  // Each names its own way out: they differ.
  const reasons = more.map(({ reason, remedy }) => `${sentence(reason)} ${remedy}`);
  return { ...gate, reasons: [...gate.reasons, ...reasons] };
}

/** A held gate as one text: its reasons, then the remedy where no reason has named its own. */
export function heldText({ reasons, remedy }: Pick<Held, "reasons" | "remedy">): string {
  return [...reasons, ...(reasons.some((reason) => reason.includes(remedy)) ? [] : [remedy])].join("\n");
}

/** The objections with one way out for all. */
export function objections(reasons: readonly string[], remedy: string): Objection[] {
  return reasons.map((reason) => ({ reason, remedy }));
}

/** Nothing of a fork is run, merged or applied. */
export const FROM_FORK: Objection = {
  reason: "the pull request comes from a fork, for whose content nobody here vouches",
  remedy: "Push the branch to the repository itself and open a pull request from there.",
};

/** Without one no record can be believed. */
export const NO_VERIFY_KEY: Objection = {
  reason: "there is no verify-key, so no record can be verified",
  remedy:
    "An administrator of the controller makes a pair of keys with tf-orchestrator keygen and sets the inputs signing-key and verify-key.",
};

/** What they do not tell is unknown: an apply of later, another state. */
export const UNREAD_AUDITS: Objection = {
  reason: "the audit records could not all be read",
  remedy: "See that audit-logs/ of the bucket holds nothing else and may be read, then run it again.",
};

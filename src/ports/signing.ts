/** Signs records. The type keeps a validation record from passing for an override record. */
export interface Signer {
  /** Compact JWS over the JSON of `payload`. */
  sign(payload: unknown, type: RecordType): Promise<string>;
}

export interface Verifier {
  /** The signed payload, or null when no accepted key made this signature over this type of record. */
  verify(jws: string, type: RecordType): Promise<unknown>;
}

export type RecordType =
  | "tf-orchestrator-attempt"
  | "tf-orchestrator-validation"
  | "tf-orchestrator-override"
  | "tf-orchestrator-withdrawal"
  | "tf-orchestrator-replan"
  | "tf-orchestrator-partition"
  | "tf-orchestrator-part"
  | "tf-orchestrator-answers"
  | "tf-orchestrator-rollout"
  | "tf-orchestrator-risk";

/** The parts of `terraform show -json PLAN` that we read. (JSON output format 1.x, developer documentation of Terraform) */
export interface PlanJson {
  format_version: string;
  /** Also OpenTofu's own. */
  terraform_version: string;
  /** Added when it is read: OpenTofu's JSON looks like Terraform's. */
  tool?: "tofu";
  resource_changes?: ResourceChange[];
  resource_drift?: ResourceChange[];
  output_changes?: Record<string, Change>;
  variables?: Record<string, { value?: unknown }>;
  planned_values?: unknown;
  prior_state?: unknown;
  configuration?: unknown;
  checks?: CheckResult[];
  errored?: boolean;
  applyable?: boolean;
  complete?: boolean;
}

export interface ResourceChange {
  address: string;
  previous_address?: string;
  module_address?: string;
  mode: "managed" | "data";
  type: string;
  name: string;
  index?: string | number;
  /** Key of a left-over object of a replacement that is to be deleted. */
  deposed?: string;
  provider_name?: string;
  change: Change;
  action_reason?: string;
}

/** What a plan says of one `check`, condition or validation of the code. */
export interface CheckResult {
  address?: { kind?: string; to_display?: string };
  status?: string;
  instances?: { address?: { to_display?: string }; status?: string; problems?: { message?: string }[] }[];
}

export type Action = "no-op" | "create" | "read" | "update" | "delete" | "forget";

export interface Change {
  actions: Action[];
  before?: unknown;
  after?: unknown;
  after_unknown?: unknown;
  before_sensitive?: unknown;
  after_sensitive?: unknown;
  replace_paths?: (string | number)[][];
  /** By its id, or by the attributes that identify it. */
  importing?: { id?: string; identity?: unknown };
}

/** What a plan would do, counted as Terraform counts: a replacement is one add and one destroy. */
export interface PlanCounts {
  add: number;
  change: number;
  destroy: number;
  /** These change the state alone. Each is there only where it is not zero. */
  imported?: number;
  moved?: number;
  forgotten?: number;
  /** Outputs of the root module with a new value. */
  outputs?: number;
}

/** One address that a plan changes, as a reviewer reads it. */
export interface ListedChange {
  /** `output.<name>` for outputs. */
  address: string;
  /** `keep`: the object stays as it is, and is only imported or moved. */
  kind: "create" | "update" | "replace" | "delete" | "forget" | "keep";
  /** Of an update what changes, of a replacement what forces it: names and paths of attributes, those with known values first. */
  attributes: string[];
  /** Why it is replaced or deleted, where no attribute says it. */
  reason: string | null;
  /** The id under which an object is taken over. */
  importedAs: string | null;
  movedFrom: string | null;
}

/** A resource that is not as Terraform left it. */
export interface Drift {
  address: string;
  /** It is not there any more. */
  gone: boolean;
  /** Names of the top-level attributes that changed, sorted. */
  attributes: string[];
  /** The code sets one of them, or the plan would change the resource. Others are often traces of the last apply: a bucket shows its policy. */
  ofCode: boolean;
}

export interface Deletion {
  address: string;
  kind: "delete" | "replace" | "forget";
  /** Attributes that force the replacement, as paths. */
  forcedBy: string[];
}

/** Without data sources. */
export function managed(changes: readonly ResourceChange[] | undefined): ResourceChange[] {
  return (changes ?? []).filter(({ mode }) => mode === "managed");
}

export function byAddress(a: { address: string }, b: { address: string }): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}

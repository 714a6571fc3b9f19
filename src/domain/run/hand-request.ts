import { parseOverride } from "../evidence/override.ts";
import { ConfigurationError } from "../model/errors.ts";

/** What somebody asks for who starts a workflow by hand. */
export interface HandRequest {
  action: "destroy" | "rollback";
  /** A deployment's id. */
  deployment: string;
  /** Only of a rollback: `latest`, or a backup's time as its key has it. */
  backup: string;
  /** At least 10 visible characters. */
  reason: string;
  /** Only of a destroy: addresses that may be deleted where the environment blocks it. */
  allowDelete: string[];
}

/** The inputs as they were given; null: not at all. */
export interface HandInputs {
  deployment: string | null;
  confirm: string | null;
  backup: string | null;
  reason: string | null;
  /** One or more addresses on each line, separated by commas. */
  allowDelete: string | null;
}

const ID = "a deployment's id, as discover and drift name it: s3/arj-wkld-a-prd/us-east-1/data";

/** Checks the inputs of a phase that is started by hand. @throws ConfigurationError with all that is wrong with them. */
export function parseHandRequest(action: HandRequest["action"], inputs: HandInputs): HandRequest {
  const { deployment, confirm, backup } = inputs;
  const problems: string[] = [];
  if (deployment === null || !/^[a-z0-9][a-z0-9._/-]{0,511}$/.test(deployment))
    problems.push(`deployment: got ${said(deployment)}, expected ${ID}`);
  if (action === "destroy" && (confirm === null || confirm !== deployment))
    problems.push(`confirm: got ${said(confirm)}, expected the same id as in deployment, typed once more`);
  if (action === "rollback" && (backup === null || !/^(?:latest|\d{8}-\d{6}(?:-\d{1,6})?)$/.test(backup)))
    problems.push(`backup: got ${said(backup)}, expected latest, or a backup's time such as 20261121-060000`);
  const { reason, allowDelete, problem } = reasonOf(inputs);
  if (problem !== null) problems.push(problem);
  if (action === "rollback" && allowDelete.length > 0) problems.push("allow-delete: a rollback of a state deletes nothing, leave it out");
  if (problems.length > 0 || deployment === null) throw new ConfigurationError(problems.join("\n"));
  return { action, deployment, backup: backup ?? "", reason, allowDelete };
}

/** The same words as in a comment that overrides. */
function reasonOf({ reason, allowDelete }: HandInputs): { reason: string; allowDelete: string[]; problem: string | null } {
  const lines = (allowDelete ?? "").split(/\r?\n/).filter((line) => line.trim() !== "");
  const read = parseOverride([`OVERRIDE: ${reason ?? ""}`, ...lines.map((line) => `allow-delete: ${line.trim()}`)].join("\n"));
  if (read !== null && "reason" in read) return { ...read, problem: null };
  const problem = read?.problem ?? "it says nothing";
  return { reason: "", allowDelete: [], problem: problem.startsWith("allow-delete") ? problem : `reason: ${problem}` };
}

function said(value: string | null): string {
  return value === null ? "nothing" : JSON.stringify(value.slice(0, 100));
}

import { parse } from "yaml";
import { isObject, ownValue } from "../text/json-values.ts";
import type { CheckLine, FoundWorkflow } from "./checkup.ts";

/** Phases that may end an apply, and then start what waits for it: the next wave, and pull requests that depend on this one. */
const ENDING_APPLIES: readonly unknown[] = [undefined, "auto", "apply", "split", "conclude"];

/**
 * Whether the controller's jobs that apply may start another run, as a rollout needs it after each wave.
 * @param environments Names of those with a rollout; without any nothing is said.
 */
export function startingLines(repository: string, environments: readonly string[], { branch, texts }: FoundWorkflow): CheckLine[] {
  if (environments.length === 0) return [];
  const about = `${repository}: waves`;
  const jobs = texts.flatMap(applyingJobs);
  const remedy = `give them contents: write on ${branch}; until then, comment /tf apply after each wave`;
  const without = jobs.filter(({ contents }) => contents === "no");
  const unsaid = jobs.filter(({ contents }) => contents === "unsaid");
  const named = (of: readonly ApplyingJob[]) => of.map(({ name }) => name).join(", ");
  const rollout = `the rollout of ${environments.join(", ")}`;
  if (without.length > 0) return [{ about, state: "wrong", said: `${named(without)} may not start the next wave of ${rollout}`, remedy }];
  if (unsaid.length > 0)
    return [
      { about, state: "warning", said: `${named(unsaid)} has no permissions: whether it may start the next wave is a setting`, remedy },
    ];
  return jobs.length === 0
    ? [
        {
          about,
          state: "not looked at",
          said: `no job that applies was recognised, so nobody knows who starts the next wave of ${rollout}`,
          remedy: "",
        },
      ]
    : [{ about, state: "ok", said: `${named(jobs)} may start the next one`, remedy: "" }];
}

interface ApplyingJob {
  /** Its key in the workflow. */
  name: string;
  /** Whether it may write contents, which a `repository_dispatch` takes; `unsaid`: the repository's settings decide. */
  contents: "yes" | "no" | "unsaid";
}

/** A workflow that nobody can read has no such jobs: GitHub does not run it either. */
function applyingJobs(text: string): ApplyingJob[] {
  const workflow = parsed(text);
  if (!/\btf-apply\b/.test(text) || !isObject(workflow)) return [];
  const jobs = ownValue(workflow, "jobs");
  return Object.entries(isObject(jobs) ? jobs : {}).flatMap(([name, job]): ApplyingJob[] => {
    const steps = ownValue(job, "steps");
    const ours = (Array.isArray(steps) ? steps : []).flatMap((step: unknown) => {
      const inputs = ownValue(step, "with");
      return isObject(inputs) && "state-bucket" in inputs && ENDING_APPLIES.includes(ownValue(inputs, "phase")) ? [inputs] : [];
    });
    if (ours.length === 0 || isForOthers(ownValue(job, "if"))) return [];
    // Their own token starts the run then.
    const byOther = ours.every((inputs) => "app-id" in inputs || "controller-token" in inputs);
    return [{ name, contents: byOther ? "yes" : mayWrite(ownValue(job, "permissions") ?? ownValue(workflow, "permissions")) }];
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** `github.event.action == 'tf-merge'` */
function isForOthers(condition: unknown): boolean {
  return typeof condition === "string" && /==\s*'tf-(?:merge|validate)'/.test(condition) && !condition.includes("tf-apply");
}

function mayWrite(permissions: unknown): ApplyingJob["contents"] {
  if (permissions === undefined) return "unsaid";
  if (typeof permissions === "string") return permissions === "write-all" ? "yes" : "no";
  return ownValue(permissions, "contents") === "write" ? "yes" : "no";
}

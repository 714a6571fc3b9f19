import { APPROVAL_ENVIRONMENT } from "../domain/setup/names.ts";
import { setupSteps, type AppDeed, type FoundRepository, type SetupRequest, type SetupStep } from "../domain/setup/steps.ts";
import type { GitHubSetup, SetupQuestions, SetupRefusal } from "../ports/github-setup.ts";

/** What is to be done, or everything that GitHub did not let be seen. */
export async function lookAtGitHub(request: SetupRequest, github: GitHubSetup): Promise<{ steps: SetupStep[]; refusals: SetupRefusal[] }> {
  const looked = await Promise.all(
    [...new Set([request.controller, ...request.sources])].map(async (repository) => ({
      repository,
      ...(await github.look(repository, questionsOf(request, repository))),
    })),
  );
  const refusals = looked.flatMap((one) => one.refusals);
  if (refusals.length > 0) return { steps: [], refusals };
  const found = new Map<string, FoundRepository>();
  for (const one of looked) if ("found" in one) found.set(one.repository, one.found);
  return { steps: setupSteps(request, found), refusals };
}

function questionsOf(request: SetupRequest, repository: string): SetupQuestions {
  const isSource = request.sources.includes(repository);
  const isController = repository === request.controller;
  return {
    environments: isController ? [...request.environments, APPROVAL_ENVIRONMENT] : [],
    kept: isSource,
    labels: isSource,
    branches: isSource ? [...new Set([...request.settings.environments.values()].map(({ branch }) => branch))] : [],
  };
}

/** A step and how it ended. */
export interface DoneStep {
  step: SetupStep;
  outcome: "done" | "refused" | "left" | "kept";
}

/**
 * Does the steps, one after the other. What GitHub refuses does not stop the others.
 * @param makeApp Has the App made by whoever sits there.
 * @param signal When it is aborted, nothing more is begun.
 * @param told Hears of each as it ends.
 */
export async function carryOut(
  steps: readonly SetupStep[],
  github: GitHubSetup,
  makeApp: (deed: AppDeed) => Promise<SetupRefusal[]>,
  signal: AbortSignal,
  told: (done: DoneStep) => void,
): Promise<{ done: DoneStep[]; refusals: SetupRefusal[] }> {
  const refusals: SetupRefusal[] = [];
  const done: DoneStep[] = [];
  const missing = new Set<string>();
  const end = (one: DoneStep): void => {
    done.push(one);
    told(one);
  };
  for (const step of steps) {
    if (!("deed" in step)) {
      end({ step, outcome: step.action === "keep" ? "kept" : "left" });
      continue;
    }
    // Keys must not lie in an environment that any branch may use.
    if (signal.aborted || environmentsIn(step).some((name) => missing.has(name))) {
      end({ step, outcome: "left" });
      continue;
    }
    const { deed } = step;
    const refused =
      deed.kind === "app" ? await makeApp(deed) : [await github.carryOut(step.repository, deed)].filter((refusal) => refusal !== null);
    refusals.push(...refused.map((refusal) => (step.optional === true ? { ...refusal, optional: true as const } : refusal)));
    if (refused.length > 0 && deed.kind === "environment") missing.add(deed.name);
    end({ step, outcome: refused.length === 0 ? "done" : "refused" });
  }
  return { done, refusals };
}

/** The environments that a step needs. */
function environmentsIn(step: SetupStep): string[] {
  if (!("deed" in step)) return [];
  if (step.deed.kind === "app") return step.deed.places.flatMap(({ environment }) => environment ?? []);
  if (step.deed.kind === "keys") return step.deed.verify.map(({ environment }) => environment);
  return step.deed.kind === "variable" && step.deed.environment !== null ? [step.deed.environment] : [];
}

import { isEnvironment } from "../domain/controller/environments.ts";
import { authorObjections } from "../domain/evidence/authors.ts";
import { countsFor } from "../domain/evidence/review.ts";
import type { Account } from "../domain/model/deployment.ts";
import { sentence } from "../domain/model/finding.ts";
import { isHuman, type Person } from "../domain/model/person.ts";
import { continued, runningRun, stopped, undoneIn, type Said } from "../domain/rollout/progress.ts";
import { commandWords } from "../domain/rollout/words.ts";
import { inline } from "../render/neutralise.ts";
import { plainReply } from "../render/markdown/reply.ts";
import type { Runs } from "../ports/runs.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PullRequests } from "../ports/pull-requests.ts";
import type { Signer, Verifier } from "../ports/signing.ts";
import type { StateStore } from "../ports/state-store.ts";
import { auditDeeds } from "./apply-change.ts";
import type { MergeScene } from "./merge-scene.ts";
import { rolloutPlace, stepRollout } from "./rollout.ts";

export interface SteerPorts {
  pullRequests: PullRequests;
  storeFor: (account: Account) => Promise<StateStore>;
  /** null: there is no signing key. */
  signer: Signer | null;
  clock: Clock;
  log: Log;
  verifier: Verifier;
  /** null: there is no GitHub to ask. */
  runs: Runs | null;
}

/**
 * Lets a rollout go on, or stops it. Whoever may approve the change lets it go on; everybody who may write stops it, for that harms nothing.
 * @param scene null: the pull request is not merged.
 * @returns What came of it, in a sentence, and whether the next wave is to be started.
 */
export async function steerRollout(
  command: "continue" | "stop",
  by: Person,
  scene: MergeScene | null,
  ports: SteerPorts,
): Promise<{ said: string; go: boolean }> {
  const no = (said: string) => ({ said, go: false });
  if (scene === null) return no("The pull request is not merged: its rollout has not begun.");
  const { environment, change, pull } = scene;
  if (!isEnvironment(environment)) return no(`${sentence(environment.message)} ${environment.remediation}`);
  const why = objection(command, by, scene);
  if (why !== null) return no(why);
  const place = await rolloutPlace(pull, change.deployments, ports.storeFor);
  const heard: { outcome?: Said } = {};
  const record =
    place === null
      ? null
      : await stepRollout(
          place,
          async (kept) => {
            const runs = runningRun(kept);
            const ended = command === "stop" || runs === null || ports.runs === null ? null : await ports.runs.hasEnded(runs);
            const now = ports.clock.now();
            heard.outcome = command === "stop" ? stopped(kept, by, now) : continued(kept, by, ended, now);
            return "record" in heard.outcome ? heard.outcome.record : null;
          },
          ports,
        );
  const { outcome } = heard;
  if (record === null || outcome === undefined)
    return no("There is no rollout of this pull request: what was merged is one wave, or was not applied yet. /tf apply applies it.");
  const said = commandWords(command, outcome, by.login);
  if (!("record" in outcome)) return no(said);
  const left = new Set(undoneIn(record));
  const problem = await auditDeeds(
    command,
    said,
    {
      change: { ...change, deployments: change.deployments.filter(({ id }) => left.has(id)) },
      // Who asked has done it, whoever's event started the run.
      frame: { ...scene.frame, run: { ...scene.frame.run, actor: by.login } },
    },
    ports,
  );
  if (command === "stop" && record.hold !== null) await tellStopped(record.hold.by?.login ?? by.login, said, scene, ports);
  return { said: problem === null ? said : `${said} But: ${problem}`, go: command === "continue" };
}

function objection(command: "continue" | "stop", by: Person, { reviews, pull, records }: MergeScene): string | null {
  if (command === "stop") return isHuman(by) ? null : `${by.login} is a bot: a person stops a rollout.`;
  const [unknown] = authorObjections(reviews, pull.headSha);
  if (unknown !== undefined) return `${sentence(unknown.reason)} ${unknown.remedy}`;
  const { override } = records;
  const overriddenBy = override === null ? null : { id: override.approver_id, login: override.approver };
  const why = countsFor(by, reviews, { overriddenBy });
  return why === null ? null : `${by.login} ${why}: somebody who may approve this change lets its rollout go on.`;
}

/** What says that another wave follows is no longer true. */
async function tellStopped(
  login: string,
  said: string,
  { pull, controller }: MergeScene,
  { pullRequests }: Pick<SteerPorts, "pullRequests">,
): Promise<void> {
  await pullRequests.note("apply", `> ⏹️ ${inline(said)}`);
  const title = `The rollout is stopped by ${login}`;
  await pullRequests.checkRun({
    headSha: pull.headSha,
    status: "completed",
    conclusion: "neutral",
    title,
    summary: plainReply(title, [said], controller.identities),
    annotations: [],
  });
}

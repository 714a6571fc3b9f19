import type { ControllerSettings } from "../domain/controller/files.ts";
import type { Deployment } from "../domain/model/deployment.ts";
import { messageOf } from "../domain/model/errors.ts";
import type { Finding, Location } from "../domain/model/finding.ts";
import { heldBy, heldText, UNREAD_AUDITS, type Held } from "../domain/model/gate.ts";
import type { Tool } from "../domain/model/tool.ts";
import { NO_DURATIONS, type Durations } from "../domain/run/durations.ts";
import { dependencyEdges } from "../domain/run/graph.ts";
import { sha256Hex } from "../domain/text/canonical-json.ts";
import { verdictOf } from "../domain/controller/policy-settings.ts";
import { decideOwnership, isRuledOwner, type Claimant, type OwnerRule } from "../domain/state/ownership.ts";
import type { RunStarter } from "../domain/state/run-start.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import type { Report } from "../domain/report/report.ts";
import { createSchedule, expectedMs } from "../domain/run/schedule.ts";
import type { CostEstimator } from "../ports/cost-estimator.ts";
import { planningLine, resultLine, widestOf } from "../render/terminal/log.ts";
import { secretsOf, type Change, type Controller } from "./change.ts";
import { readAuditsOfState } from "./evidence.ts";
import { unplanned } from "../domain/report/results.ts";
import { planDeployment, WITHOUT_PLAN, type Planned, type PlanPorts } from "./plan.ts";
import { isWorkedOn, type Reuse } from "./reuse.ts";
import { withRisk, type RiskModelOf } from "./risk.ts";
import { holdPlans } from "./plans-start.ts";
import { whileHeld, type StartPorts } from "./run-starts.ts";
import { runSchedule } from "./run-schedule.ts";
import { inspectState, withTakeover, type KeptState } from "./state.ts";
import { withListingsAhead } from "./listings-ahead.ts";
import { stateKeysOnce, withStatesLeft, type KnownState } from "./state-moved.ts";

export interface AssessPorts extends PlanPorts, StartPorts {
  /** At most so many deployments at once. */
  maxParallel: (deployments: number) => number;
  signal: AbortSignal;
  /** Plans that need not be made again; missing: all are. */
  reuse?: Reuse;
  /** Says what plans cost; missing: nobody asks. */
  cost?: CostEstimator;
  /** What history says of risks; missing: nobody asks. */
  risk?: RiskModelOf;
}

/** For whom a run works. */
export interface OnBehalf {
  starter: RunStarter;
  /** The pull request's repository; null on the command line. */
  claimant: Claimant | null;
  /** How long plans took so far: the order in which they start. */
  durations?: Durations;
}

/** All plans of a change and what they mean. Raw: not to be shown before it is redacted. */
export interface Assessment {
  planned: Planned[];
  verdict: "passed" | "failed";
  /** The change's findings and what only terraform can tell (formatting). */
  checks: Finding[];
  policy: Report["policy"];
  tool: Tool;
  secrets: Secret[];
}

/** What became of the deployments of a change, or of some of them: it can be written down and read again. Raw, too. */
export interface PlannedChange {
  /** In the change's order, without their plans. */
  planned: Planned[];
  /** What only terraform can tell of the change's files. */
  checks: Finding[];
  /** How many rules were asked. */
  rules: number;
  tool: Tool;
}

/** Plans every deployment of a change and says what the plans mean. */
export async function assess(change: Change, controller: Controller, onBehalf: OnBehalf, ports: AssessPorts): Promise<Assessment> {
  return assessmentOf(await assessDeployments(change, controller, onBehalf, ports), change, controller.settings);
}

/** What plans of a whole change mean together. */
export function assessmentOf(
  { planned, checks: found, rules, tool }: PlannedChange,
  change: Change,
  settings: ControllerSettings,
): Assessment {
  const checks = [...change.findings, ...found];
  return {
    planned,
    checks,
    verdict: verdict(planned, checks, settings),
    policy: {
      rules,
      plans: planned.filter(({ planSha256, result: { reusedFrom } }) => planSha256 !== null && reusedFrom === undefined).length,
      millis: Math.round(planned.reduce((sum, { policyMillis }) => sum + policyMillis, 0)),
    },
    tool,
    secrets: [...planned.flatMap(({ secrets }) => secrets), ...secretsOf(change)],
  };
}

/**
 * Plans every deployment of a change, side by side, and judges the plans. Plans change nothing, so they do not wait for each other: the
 * order only says which start first, and one that fails hides no other's problems.
 */
export async function assessDeployments(
  change: Change,
  controller: Controller,
  { starter, claimant, durations = NO_DURATIONS }: OnBehalf,
  ports: AssessPorts,
): Promise<PlannedChange> {
  const { settings } = controller;
  const edges = dependencyEdges(change.deployments, settings.dependencies, change.tfvars);
  const urgency = createSchedule(change.deployments, edges, (deployment) => expectedMs(deployment, durations));
  const order = startOrder(urgency);
  // Without edges a schedule goes by expected time alone: here that is the place in line.
  const urgencyOf = new Map(order.map(({ id }, place) => [id, order.length - place]));
  const total = change.deployments.length;
  const idColumns = widestOf(change.deployments.map(({ id }) => id));
  const most = ports.maxParallel(total);
  ports.log.line(planningLine(total, most));
  const held = { ...ports, storeFor: withListingsAhead(change.deployments, ports.storeFor) };
  const left = { ...held, stateKeys: stateKeysOnce() };
  const plans = holdPlans(change.deployments, starter, held);
  const ended = new Map<string, Planned>();
  const end = (planned: Planned) => {
    const { deployment } = planned.result;
    // Its plan has been judged: a thousand of them do not fit into memory.
    ended.set(deployment.id, { ...planned, plan: null });
    const redact = createRedactor(planned.secrets, change.identities);
    ports.log.line(redact(resultLine(planned.result, { index: ended.size, total, idColumns })));
    if (planned.result.output !== "") ports.log.group(redact(deployment.id), redact(planned.result.output));
  };
  const [, unformatted] = await Promise.all([
    runSchedule(
      createSchedule(order, [], ({ id }) => urgencyOf.get(id) ?? 0),
      most,
      async (deployment) => {
        const looked = lookedOnce(deployment, claimant, settings.owners, held);
        const finished = async (planned: Planned, health: OpenHealth) =>
          withTakeover(await withStatesLeft(planned, change, health, settings.policy, left), health, ports.terraform);
        // By today's history, also of a plan of yesterday.
        const risked = async (planned: Planned, { stateSha256, audits }: OpenHealth) =>
          await withRisk(planned, { first: stateSha256 === null, audits }, ports);
        const before = await plannedBefore(deployment, looked, held);
        if (before !== null) {
          end(await risked(await finished(before.planned, before.health), before.health));
          return true;
        }
        const judged = await whileHeld(
          deployment,
          { ...starter, mayTakeOver: isRuledOwner(deployment.id, claimant, settings.owners) },
          held,
          async (mayLock) => {
            const [planned, health] = await Promise.all([
              planDeployment(deployment, change, settings, ports, {
                // Of a plan that is kept it must be known that its state was this one, or one before.
                mayLock: ports.reuse === undefined ? mayLock : Promise.all([mayLock, looked()]),
                ...(ports.cost === undefined ? {} : { cost: ports.cost }),
              }),
              looked(),
            ]);
            if (health.kind !== "open") return unhealthy(planned, health);
            const judged = await finished(planned, health);
            // What was found beside the plan is looked for again each time.
            const kept = judged === planned && ports.reuse !== undefined ? ports.reuse.keep(planned, health.stateSha256) : judged;
            return await risked(kept, health);
          },
          (done) => {
            end(done);
            return Promise.resolve();
          },
          plans.begin,
        );
        return judged.result.status === "planned";
      },
      ({ deployment, reason }) => end({ ...WITHOUT_PLAN, result: unplanned(deployment, "skipped", reason) }),
      ports.signal,
    ).finally(plans.end),
    formatFindings(change, controller, ports),
  ]);
  return {
    planned: change.deployments.flatMap(({ id }) => ended.get(id) ?? []),
    checks: unformatted,
    rules: ports.policies.reduce((sum, policies) => sum + policies.rules, 0),
    tool: ports.terraform.tool,
  };
}

/** Deployments in the order in which a schedule would start them, one at a time. */
function startOrder(schedule: ReturnType<typeof createSchedule>): Deployment[] {
  const order: Deployment[] = [];
  for (let [next] = schedule.next(1); next !== undefined; [next] = schedule.next(1)) {
    order.push(next);
    schedule.finished(next.id, true);
  }
  return order;
}

function verdict(planned: readonly Planned[], checks: readonly Finding[], settings: ControllerSettings): "passed" | "failed" {
  const allPlanned = planned.every(({ result }) => result.status === "planned");
  const findings = [...checks, ...planned.flatMap(({ result }) => result.findings)];
  return allPlanned ? verdictOf(findings, settings.policy) : "failed";
}

/** The store did not answer. */
interface Unread {
  kind: "unread";
  problem: string;
}

type OpenHealth = { kind: "open"; stateSha256: string | null } & KnownState & Pick<KeptState, "takenOverFrom">;

/** `stateHealth`, asked at the first call. */
function lookedOnce(...question: Parameters<typeof stateHealth>): () => ReturnType<typeof stateHealth> {
  let looked: ReturnType<typeof stateHealth> | undefined;
  return () => (looked ??= stateHealth(...question));
}

/** The plan of an earlier run, where it still stands: its state is as it was, and nobody works on it. */
async function plannedBefore(
  deployment: Deployment,
  looked: () => ReturnType<typeof stateHealth>,
  ports: AssessPorts,
): Promise<{ planned: Planned; health: OpenHealth } | null> {
  const { reuse, clock } = ports;
  if (reuse?.mayHave(deployment) !== true) return null;
  const started = clock.elapsed();
  const health = await looked();
  const planned = health.kind !== "open" ? null : reuse.find(deployment, health.stateSha256);
  // Asked last: of most that changed nobody needs to know it.
  if (planned === null || health.kind !== "open" || (await isWorkedOn(deployment, ports))) return null;
  return { planned: { ...planned, result: { ...planned.result, durationMs: clock.elapsed() - started } }, health };
}

/** What an apply will say of the state, asked while the plan is made: what would be refused there is not called ready here. */
async function stateHealth(
  deployment: Deployment,
  claimant: Claimant | null,
  owners: readonly OwnerRule[],
  { storeFor, terraform }: AssessPorts,
): Promise<OpenHealth | Held | Unread> {
  try {
    const store = await storeFor(deployment.account);
    // In this order: an apply that ends in between writes the state before its record.
    const audits = await readAuditsOfState(deployment, store);
    if (audits === null) return heldBy([UNREAD_AUDITS]);
    const ownership = decideOwnership(deployment.id, audits, claimant, owners);
    if (ownership.kind === "held") return ownership;
    const { health, object, file, takenOverFrom } = await inspectState(deployment, store, audits, terraform.tool);
    if (health.kind !== "open") return health;
    return { kind: "open", own: file, audits, takenOverFrom, stateSha256: object === null ? null : sha256Hex(object.body) };
  } catch (error) {
    return { kind: "unread", problem: messageOf(error) };
  }
}

/**
 * A plan over a state that is not to be believed tells nothing: neither its changes nor its findings are shown. Where the plan failed as well as
 * the look at the state, terraform knows more of the cause.
 */
function unhealthy(planned: Planned, health: Held | Unread): Planned {
  const { result, secrets, policyMillis } = planned;
  if (health.kind === "unread" && result.status === "failed") return planned;
  const { deployment, steps, durationMs } = result;
  const cause = health.kind === "unread" ? `the state could not be looked at: ${health.problem}` : heldText(health);
  return { ...WITHOUT_PLAN, result: { ...unplanned(deployment, "failed", cause), steps, durationMs }, secrets, policyMillis };
}

/** Where the controller's code lies beside the change's tfvars. */
const OF_CONTROLLER = "controller/";
const CODE_NAME = /\.(?:tf|tofu)$/;

/** `terraform fmt` on the change's tfvars and the controller's code: warnings. Failing to ask is one, too. */
async function formatFindings(change: Change, controller: Controller, ports: AssessPorts): Promise<Finding[]> {
  const warning = (location: Location, message: string, remediation: string): Finding => ({
    rule: "terraform-fmt",
    level: "warn",
    severity: "low",
    message,
    remediation,
    location,
    overridable: true,
  });
  const tfvars = change.deployments.flatMap((deployment) => {
    const files = change.files.get(deployment.id);
    return files === undefined ? [] : ([[deployment.file, files.tfvars]] as const);
  });
  const code = [...controller.code].filter(([path]) => CODE_NAME.test(path));
  try {
    const names = await ports.terraform.unformatted(
      new Map([...tfvars, ...code.map(([path, bytes]) => [`${OF_CONTROLLER}${path}`, bytes] as const)]),
    );
    return names.map((name) => {
      const location: Location = CODE_NAME.test(name) ? { file: name.slice(OF_CONTROLLER.length), controller: true } : { file: name };
      return warning(location, "is not formatted as terraform fmt does.", `Run terraform fmt ${location.file}.`);
    });
  } catch (error) {
    return ports.signal.aborted ? [] : [warning({ file: "*.tfvars" }, `terraform fmt could not be asked: ${messageOf(error)}`, "")];
  }
}

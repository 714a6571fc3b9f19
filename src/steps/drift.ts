import { deploymentIdOf, TAKEN_FOLDERS } from "../domain/controller/state-key.ts";
import { LOOKS, lookKey, nextLook, readLook, stateKeyOfLook, type DriftLook, type LookFound } from "../domain/drift/look.ts";
import { accountOfState, isInShare, isLookDue, oldestFirst, stateKeysIn, type Share } from "../domain/drift/queue.ts";
import { worstFirst, type DriftReport, type DriftResult } from "../domain/drift/report.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import type { Account } from "../domain/model/deployment.ts";
import { ConfigurationError, messageOf } from "../domain/model/errors.ts";
import type { Secret } from "../domain/report/redaction/common.ts";
import { createRedactor, type Redact } from "../domain/report/redaction/redactor.ts";
import { redactedDrift } from "../domain/report/build-report.ts";
import { driftLine, queueLine } from "../render/terminal/drift.ts";
import { widestOf } from "../render/terminal/log.ts";
import type { StateStore } from "../ports/state-store.ts";
import type { Controller } from "./change.ts";
import type { FoundState } from "./found-state.ts";
import { lookAt, type Looked, type LookPorts } from "./look.ts";
import { openAuditHistory } from "./audit-history.ts";
import type { Remedied } from "./remediate.ts";
import { openStores } from "./evidence.ts";
import { sideBySide } from "./side-by-side.ts";

export interface DriftQuestion {
  /** null: all of them. */
  environment: string | null;
  /** The one deployment that is looked at, however young its last look is; null: those whose turn it is. */
  only: string | null;
  /** What this runner looks at; missing: all that there is time for. */
  share?: Share | null;
  /** Nothing is begun after so many milliseconds of the run. */
  budgetMs: number;
  stateKeyTemplate: string;
}

export interface DriftPorts extends LookPorts {
  storeFor: (account: Account) => Promise<StateStore>;
  maxParallel: (deployments: number) => number;
  /** Puts right what a look found, where the environment wants it; null: this run only looks. */
  remediate: ((looked: Looked, state: FoundState) => Promise<Remedied | null>) | null;
}

/**
 * Looks at the states of an environment, those first whose last look is the oldest, and keeps what it found beside them. States are found in
 * the stores: what no tfvars knows any more is looked at, too. Nothing else is written.
 * @throws ConfigurationError for an environment that no account is of, and where no state has the one id that was asked for.
 */
export async function lookForDrift(
  question: DriftQuestion,
  controller: Controller,
  run: Pick<DriftReport, "orchestratorVersion" | "run">,
  ports: DriftPorts,
): Promise<DriftReport> {
  const { environment, only, share = null, budgetMs, stateKeyTemplate } = question;
  const accounts = accountsOf(controller.settings.accounts, environment);
  const found = await findStates(accounts, controller.settings.accounts, stateKeyTemplate, ports);
  const { environments } = controller.settings;
  const isDue = ({ stateKey, account }: FoundState) =>
    (share === null || isInShare(stateKey, share)) &&
    isLookDue(found.looks.get(stateKey) ?? null, environments.get(account.environment)?.drift.everyMs ?? 0, ports.clock.now());
  const queue = only === null ? oldestFirst(found.states.filter(isDue), found.looks) : [stateNamed(only, found, environment)];
  const atOnce = ports.maxParallel(queue.length);
  ports.log.line(queueLine(queue.length, found.states.length - queue.length, atOnce, budgetMs));
  const idColumns = widestOf(queue.map(({ stateKey }) => deploymentIdOf(stateKey)));
  const looked: Looked[] = [];
  await sideBySide(
    queue,
    atOnce,
    () => !ports.signal.aborted && ports.clock.elapsed() < budgetMs,
    async (state) => {
      const kept = await lookAndRemedy(state, controller, stateKeyTemplate, ports);
      looked.push(kept);
      const redact = createRedactor(kept.secrets, controller.identities);
      ports.log.line(redact(driftLine(kept.result, { index: looked.length, total: queue.length, idColumns })));
      if (kept.result.output !== "") ports.log.group(redact(kept.result.id), redact(kept.result.output));
    },
  );
  const seen = new Set(looked.filter(({ result }) => result.outcome !== "skipped").map(({ result }) => result.stateKey));
  const earlier = await earlierLooks(
    found.states.filter(({ stateKey }) => !seen.has(stateKey)),
    found.looks,
  );
  const secrets: Secret[] = looked.flatMap((each) => each.secrets);
  return redactedDrift(
    {
      ...run,
      environment,
      results: looked.map(({ result }) => result).sort(worstFirst),
      left: queue.length - looked.length,
      earlier: earlier.drifted,
      unknown: earlier.unknown,
      problems: [...new Set([...found.problems, ...looked.flatMap(({ problems }) => problems)])],
      tool: ports.terraform.tool,
      durationMs: ports.clock.elapsed(),
    },
    createRedactor(secrets, controller.identities),
  );
}

function accountsOf(accounts: readonly Account[], environment: string | null): Account[] {
  const wanted = environment?.trim().toLowerCase() ?? null;
  const found = accounts.filter((account) => wanted === null || account.environment === wanted);
  if (found.length > 0 || wanted === null) return found;
  const known = [...new Set(accounts.map((account) => account.environment))].sort();
  throw new ConfigurationError(
    `environment: got ${JSON.stringify(environment)}, expected one that accounts.yaml names: ${known.join(", ")}${didYouMean(wanted, known)}`,
  );
}

interface Found {
  states: FoundState[];
  /** Of the last look, by state key. */
  looks: Map<string, Date>;
  problems: string[];
}

function stateNamed(id: string, { states, problems }: Found, environment: string | null): FoundState {
  const ids = states.map(({ stateKey }) => deploymentIdOf(stateKey));
  const [found, ...others] = states.filter((_, index) => ids[index] === id);
  if (found !== undefined && others.length === 0) return found;
  const where = environment ?? "the accounts of the controller";
  const message =
    found === undefined
      ? `no state of ${where} has the id ${JSON.stringify(id)}${didYouMean(id, ids)}`
      : `${others.length + 1} states of ${where} have the id ${JSON.stringify(id)}: the state key's template does not tell their accounts apart`;
  throw new ConfigurationError([message, ...problems].join("\n"));
}

/** All states of some accounts. A store that cannot be listed is told: nobody knows what is in it. */
async function findStates(
  accounts: readonly Account[],
  all: readonly Account[],
  template: string,
  { storeFor }: DriftPorts,
): Promise<Found> {
  const found: Found = { states: [], looks: new Map(), problems: [] };
  const { opened, unopened } = await openStores(accounts, storeFor);
  for (const { account, why } of unopened) found.problems.push(`the states of account ${account.name} cannot be looked at: ${why}`);
  for (const { store, served } of opened) {
    try {
      const [kept, looks] = await Promise.all([store.list("", { without: TAKEN_FOLDERS }), store.list(LOOKS)]);
      for (const { key, modifiedAt } of looks) {
        const stateKey = stateKeyOfLook(key);
        if (stateKey !== null) found.looks.set(stateKey, modifiedAt);
      }
      // What was looked at once and is gone may be lost.
      const keys = new Set([...kept.map(({ key }) => key), ...looks.flatMap(({ key }) => stateKeyOfLook(key) ?? [])]);
      for (const stateKey of stateKeysIn([...keys], template)) {
        const account = accountOfState(stateKey, template, served);
        if (account !== null) found.states.push({ stateKey, account, store });
        // Else it is of another environment, of whose accounts this store has states, too.
        else if (accountOfState(stateKey, template, all) === null)
          found.problems.push(`${store.name}/${stateKey}: accounts.yaml has no account that this state is of`);
      }
    } catch (error) {
      found.problems.push(`the states in ${store.name} cannot be listed: ${messageOf(error)}`);
    }
  }
  return found;
}

/** What is known of states that this run did not look at. One that cannot be read is not known. */
async function earlierLooks(
  states: readonly FoundState[],
  looks: ReadonlyMap<string, Date>,
): Promise<{ drifted: DriftResult[]; unknown: number }> {
  const drifted: DriftResult[] = [];
  let unknown = 0;
  for (let start = 0; start < states.length; start += READ_AT_ONCE) {
    const read = await Promise.all(
      states.slice(start, start + READ_AT_ONCE).map(async ({ stateKey, store, account }) => {
        if (!looks.has(stateKey)) return null;
        const object = await store.get(lookKey(stateKey)).catch(() => null);
        const look = object === null ? null : readLook(object.body);
        return look === null ? null : resultOfLook(look, account.owner);
      }),
    );
    for (const result of read) {
      if (result === null) unknown += 1;
      else if (result.outcome === "drifted") drifted.push(result);
    }
  }
  return { drifted: drifted.sort(worstFirst), unknown };
}

const READ_AT_ONCE = 20;

/** What a look of an earlier run says. */
function resultOfLook(look: DriftLook, owner: string | null): DriftResult {
  return {
    id: look.deployment,
    stateKey: look.state_key,
    account: look.account_name,
    environment: look.environment,
    file: look.file,
    owner,
    codeOwners: [],
    outcome: look.kinds.length === 0 ? "clean" : "drifted",
    kinds: look.kinds,
    outside: look.outside.map((drift) => ({ ...drift, ofCode: true })),
    changes: [],
    unapplied: look.unapplied,
    notes: look.why === null ? [] : [look.why],
    findings: look.findings.map(({ address, ...finding }) => ({
      ...finding,
      overridable: true,
      ...(address === undefined ? {} : { address }),
    })),
    output: "",
    resources: look.resources,
    since: look.since,
    lastClean: look.last_clean,
    durationMs: 0,
    lockIsOld: false,
    remediation: null,
  };
}

/** Looks, puts right what the environment wants put right, and looks again where something was done. */
async function lookAndRemedy(state: FoundState, controller: Controller, template: string, ports: DriftPorts): Promise<Looked> {
  const first = await lookAndKeep(state, controller, template, ports);
  const remedied = ports.remediate === null ? null : await ports.remediate(first, state);
  if (remedied === null) return first;
  const { secrets, outcome, told } = remedied;
  // The records that the first look has read are older than what was done.
  const last = outcome === "left" ? first : await lookAndKeep(state, controller, template, { ...ports, history: openAuditHistory() });
  const durationMs = first.result.durationMs + (last === first ? 0 : last.result.durationMs);
  return {
    ...last,
    result: { ...last.result, durationMs, remediation: { outcome, told } },
    secrets: [...first.secrets, ...last.secrets, ...secrets],
    problems: [...new Set([...first.problems, ...last.problems])],
  };
}

/** Looks, and keeps what was found; what nobody could look at is not kept, so that it stays first in line. */
async function lookAndKeep(state: FoundState, controller: Controller, template: string, ports: DriftPorts): Promise<Looked> {
  const at = ports.clock.now();
  const looked = await lookAt(state, controller, template, ports);
  if (looked.result.outcome === "skipped") return looked;
  try {
    const kept = await keep(foundOf(looked.result, at, createRedactor(looked.secrets, controller.identities)), state.store);
    return { ...looked, result: { ...looked.result, since: kept.since, lastClean: kept.last_clean } };
  } catch (error) {
    const problem = `${looked.result.id}: what was found could not be kept as ${lookKey(state.stateKey)}: ${messageOf(error)}`;
    return { ...looked, problems: [...looked.problems, problem] };
  }
}

function foundOf(result: DriftResult, at: Date, redact: Redact): LookFound {
  return {
    deployment: result.id,
    state_key: result.stateKey,
    account_name: result.account,
    environment: result.environment,
    file: result.file,
    looked_at: at.toISOString(),
    kinds: result.kinds,
    outside: result.outside.map(({ address, gone, attributes }) => ({
      address: redact(address),
      gone,
      attributes: attributes.map(redact),
    })),
    changes: result.changes.map(({ address }) => redact(address)),
    unapplied: result.unapplied,
    resources: result.resources,
    why: result.notes.length === 0 ? null : redact(result.notes.join("\n")),
    findings: result.findings.map((finding) => ({
      ...finding,
      message: redact(finding.message),
      remediation: redact(finding.remediation),
      ...(finding.address === undefined ? {} : { address: redact(finding.address) }),
    })),
  };
}

const ATTEMPTS = 5;

/** Writes it in the place of the last look, unless another run has looked since: then that one stays. */
async function keep(found: LookFound, store: StateStore): Promise<DriftLook> {
  const key = lookKey(found.state_key);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const object = await store.get(key);
    const before = object === null ? null : readLook(object.body);
    const next = nextLook(before, found);
    if (next === null && before !== null) return before;
    const body = Buffer.from(`${JSON.stringify(next, null, 2)}\n`);
    const done = object === null ? await store.create(key, body) : await store.replace(key, body, object.etag);
    if ((done === "created" || done === "replaced") && next !== null) return next;
  }
  throw new Error(`it changed ${ATTEMPTS} times while it was written`);
}

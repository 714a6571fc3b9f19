import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { decodeJwt } from "jose";
import { removeRun, runAction, type ActionRun } from "../../scripts/lab/action.ts";
import { generateKeys, openSigner } from "../../src/adapters/signing.ts";
import { RISK_MODEL_KEY, type RiskModel } from "../../src/domain/risk/model.ts";
import {
  ACTION_PROGRAM,
  CONTROLLER,
  lightFile,
  openLightStage,
  SOURCE,
  STATE_BUCKET,
  type LightStage,
  type Seen,
} from "../helpers/light-stage.ts";
import { keepHistory, riskyHistory } from "../helpers/risky-history.ts";

const TIMEOUT_MS = 180_000;
const HOUR_MS = 3_600_000;
let stage: LightStage;
const runs: ActionRun[] = [];

beforeAll(async () => {
  stage = await openLightStage({ controllerFiles: { "policy.yaml": "risk: true\n" } });
  await keepHistory(
    riskyHistory({ applies: 600, strength: 2, seed: 4, until: Date.now() - HOUR_MS, risky: { create: "terraform_data" } }),
    stage.store,
  );
}, TIMEOUT_MS);

afterAll(async () => {
  await Promise.all([stage.stop(), ...runs.map(removeRun)]);
});

/** As the workflow `cleanup` of examples/controller starts it. */
async function cleanup(inputs: Record<string, string>): Promise<ActionRun> {
  const run = await runAction({
    event: { name: "schedule", payload: { schedule: "41 4 * * 0", repository: { full_name: CONTROLLER } } },
    repository: CONTROLLER,
    sha: stage.controllerSha,
    serverUrl: stage.github.url,
    runId: 9700 + runs.length,
    program: ACTION_PROGRAM,
    env: stage.aws.env,
    inputs: { phase: "cleanup", "github-token": stage.token, "source-token": stage.token, "state-bucket": STATE_BUCKET, ...inputs },
  });
  runs.push(run);
  return run;
}

async function recordedRisk({ pull: { number } }: Seen): Promise<{ probability: number } | undefined> {
  const { comments } = await stage.github.pull(SOURCE, number);
  const jws = /<!-- tf-orchestrator:v1 (\S+) -->/.exec(comments.at(-1)?.body ?? "")?.[1] ?? "";
  return (decodeJwt(jws) as unknown as { deployments: { risk?: { probability: number } }[] }).deployments[0]?.risk;
}

it(
  "learns from the audit records once a week, and says in the comment and the record how likely an apply fails",
  async () => {
    const unsigned = await cleanup({});
    expect(unsigned.log).toContain("::warning::risk: policy.yaml wants it, but this job has no signing-key");
    expect(await stage.store.get(RISK_MODEL_KEY)).toBeNull();
    const before = await stage.validate(lightFile("early"));
    expect(before.comment).not.toContain("applies like this");
    expect(await recordedRisk(before)).toBeUndefined();

    const learnt = await cleanup({ "signing-key": stage.keys.signingKey });
    expect({ exitCode: learnt.exitCode, log: learnt.log }).toMatchObject({
      exitCode: 0,
      log: expect.stringContaining("risk       learnt from 600 applies"),
    });
    const seen = await stage.validate(lightFile("shop"));
    expect(seen.verdict).toBe("passed");
    expect(seen.comment).toMatch(
      /⚠️ (?:1 of [234]|\d+ of 10) applies like this failed: .*creates `?(?:terraform_data|1 resource).* \(of all, 1 of \d+\)\./,
    );
    expect((await recordedRisk(seen))?.probability).toBeGreaterThan(0.2);
  },
  TIMEOUT_MS,
);

it(
  "believes nobody else's word",
  async () => {
    const object = await stage.store.get(RISK_MODEL_KEY);
    const model = decodeJwt(new TextDecoder().decode(object?.body)) as unknown as RiskModel;
    const forged = await openSigner(generateKeys().signingKey).sign({ ...model, intercept: -20 }, "tf-orchestrator-risk");
    await stage.store.replace(RISK_MODEL_KEY, Buffer.from(forged), object?.etag ?? "");
    const seen = await stage.validate(lightFile("forged"));
    expect({ verdict: seen.verdict, risk: await recordedRisk(seen) }).toEqual({ verdict: "passed", risk: undefined });
    expect(seen.run.log).toContain(`${RISK_MODEL_KEY} is not signed with a key that is accepted here`);
    expect(seen.comment).not.toContain("applies like this");
  },
  TIMEOUT_MS,
);

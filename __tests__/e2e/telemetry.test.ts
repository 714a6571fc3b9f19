import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, things, type ApplyStage } from "../helpers/apply-stage.ts";
import { startCollector, type Collector, type SeenSpan } from "../helpers/collector.ts";
import { folderWith, lightOptions, runProgram } from "../helpers/command-line.ts";
import { SOURCE, lightFile } from "../helpers/light-stage.ts";
import { temporaryFolder } from "../helpers/programs.ts";

let stage: ApplyStage;
let collector: Collector;

const TIMEOUT_MS = 240_000;
const HEADER = "collector-key-7Zq";

beforeAll(async () => {
  [stage, collector] = await Promise.all([openApplyStage(), startCollector()]);
}, TIMEOUT_MS);

afterAll(async () => {
  await Promise.all([stage.stop(), collector.stop()]);
});

function telemetryTo({ url }: Collector): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${HEADER}`,
  };
}

/** Names, and below each what it consisted of. */
type Names = [string, Names[]];

function namesIn({ name, children }: SeenSpan): Names {
  return [name, children.map(namesIn)];
}

it(
  "a validation and its apply are a trace each, with every deployment and call; comment and log name it, and nothing in it is a secret",
  async () => {
    const env = telemetryTo(collector);
    const files = { ...things("traced", { a: "size = 4711" }), ...things("also", { b: "size = 1" }) };
    const { pull, run: validated, comment } = await stage.validate(files, { env });
    expect(validated.exitCode).toBe(0);
    const [validation, ...others] = collector.trees();
    if (validation === undefined) throw new Error("no trace came");
    expect(others).toEqual([]);
    const calls: Names[] = ["terraform init", "terraform plan", "terraform show", "policy"].map((name) => [name, []]);
    expect(namesIn(validation)).toEqual([
      "tf-orchestrator",
      [
        [
          "validate",
          [
            ["deployment", calls],
            ["deployment", calls],
          ],
        ],
      ],
    ]);
    expect(validation.children[0]?.attributes).toMatchObject({
      "tf.verdict": "passed",
      "tf.environment": "production",
      "tf.deployments": 2,
      "vcs.repository.name": SOURCE,
      "vcs.change.id": String(pull.number),
    });
    expect(comment).toContain(`trace \`${validation.traceId}\``);
    expect(validated.log).toContain(`trace      ${validation.traceId}`);
    expect(validated.log).toContain(`::add-mask::${HEADER}`);
    expect(collector.requests.map(({ headers }) => headers["api-key"])).toEqual([HEADER, HEADER]);

    await stage.github.review(SOURCE, pull.number, { as: "alice" });
    await stage.github.merge(SOURCE, pull.number, { as: "alice" });
    expect((await stage.apply(pull.number, { env })).exitCode).toBe(0);
    const apply = collector.trees().find(({ traceId }) => traceId !== validation.traceId);
    if (apply === undefined) throw new Error("no trace of the apply came");
    const work: Names[] = [...calls, ["terraform apply", []]];
    expect(namesIn(apply)).toEqual([
      "tf-orchestrator",
      [
        [
          "apply",
          [
            ["deployment", work],
            ["deployment", work],
          ],
        ],
      ],
    ]);
    for (const { ms, children } of apply.children) expect(Math.max(...children.map((child) => child.ms))).toBeLessThanOrEqual(ms);

    const sums = new Map<string, number>();
    for (const { name, kind, value, attributes } of collector.points())
      if (kind === "counter") {
        const of = [name.replace("tf_orchestrator.", ""), attributes["tf.phase"], attributes["tf.verdict"] ?? attributes["tf.status"]];
        const key = of.filter((part) => part !== undefined).join(" ");
        sums.set(key, (sums.get(key) ?? 0) + value);
      }
    expect(Object.fromEntries(sums)).toEqual({
      "runs validate passed": 1,
      "deployments validate planned": 2,
      "runs apply passed": 1,
      "deployments apply applied": 2,
      "changes apply": 2,
    });
    expect(collector.text()).not.toMatch(/123456789012|4711|ghs_|signing|resource \\"/);
  },
  TIMEOUT_MS,
);

it(
  "the command line sends what it planned; nothing is sent where nobody asks for it, and a collector that fails is a warning",
  async () => {
    const own = await startCollector();
    const options = lightOptions(folderWith(lightFile("local", undefined, "arj-wkld-c-dev")), `file:${temporaryFolder("store")}`);
    const env = telemetryTo(own);
    expect((await runProgram(["plan", ...options])).exitCode).toBe(0);
    expect((await runProgram(["audit", ...options], env)).exitCode).toBe(0);
    expect(own.requests).toEqual([]);
    expect((await runProgram(["plan", ...options], env)).exitCode).toBe(0);
    expect(own.trees().map(({ children }) => children.map(({ name }) => name))).toEqual([["plan"]]);
    await own.stop();
    const failed = await runProgram(["plan", ...options], env);
    expect([failed.exitCode, failed.stderr.match(/traces and metrics were not sent/g)]).toEqual([0, ["traces and metrics were not sent"]]);
    expect(failed.stderr).not.toContain(HEADER);
  },
  TIMEOUT_MS,
);

import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { openApplyStage, things, type ApplyStage } from "../helpers/apply-stage.ts";
import { SOURCE } from "../helpers/light-stage.ts";
import { lightControllerWith, runProgram } from "../helpers/command-line.ts";
import { removeProgramFolders } from "../helpers/programs.ts";
import { notificationsYaml, startVendors, type Vendors } from "../helpers/vendors.ts";

let vendors: Vendors;
let stage: ApplyStage;

beforeAll(async () => {
  vendors = await startVendors();
  stage = await openApplyStage({
    controllerFiles: { "notifications.yaml": notificationsYaml(vendors, "waiting-for-approval, verdict, applied, failed") },
  });
}, 240_000);

afterAll(async () => {
  await Promise.all([stage.stop(), vendors.stop()]);
  removeProgramFolders();
});

const SECRET = "hunter2-and-more-of-it";
const inputs = () => ({ "notification-secrets": JSON.stringify(vendors.secrets) });

/** What has come since the last time it was asked. */
function come(): string[] {
  return vendors.deliveries
    .splice(0)
    .map(
      ({ to, body }) =>
        `${to}${to === "pagerduty" ? ` ${String(body.event_action)} ${String(body.dedup_key)}` : body.thread_ts === undefined ? "" : " below"}`,
    )
    .sort();
}

it("tells Slack, Teams, PagerDuty and a webhook of a pull request's way, once each, and nothing that is nobody's business", async () => {
  const first = things("told", { a: `size = 1, fail = true, password = "${SECRET}"` });
  const { pull, run } = await stage.validate(first, { inputs: inputs() });
  expect([run.exitCode, come()]).toEqual([0, ["chat.postMessage", "chat.postMessage below", "slack-webhook", "teams", "webhook"]]);
  expect(run.log).toContain("notified   hook, bot, team, own");

  // Delivered again: nobody hears of it twice.
  await stage.run("validate", pull.number, { inputs: inputs() });
  expect(come()).toEqual([]);

  await stage.github.review(SOURCE, pull.number, { as: "alice" });
  await stage.github.merge(SOURCE, pull.number, { as: "alice" });
  const failed = await stage.apply(pull.number, { inputs: inputs() });
  expect(JSON.stringify(vendors.deliveries)).not.toContain(SECRET);
  expect([failed.exitCode, come()]).toEqual([
    1,
    [
      "chat.postMessage below",
      "chat.update",
      "pagerduty trigger tf-orchestrator org/tf-controller things/arj-wkld-a-prd/us-east-1/told",
      "slack-webhook",
      "teams",
      "webhook",
    ],
  ]);

  const fixed = await stage.mergeAndApply(things("told", { a: "size = 2" }), { inputs: inputs() });
  expect(fixed.exitCode).toBe(0);
  const end = await stage.apply(fixed.number, { inputs: inputs() });
  expect(end.exitCode).toBe(0);
  expect(come().filter((line) => line.startsWith("pagerduty") || line === "webhook")).toEqual([
    "pagerduty resolve tf-orchestrator org/tf-controller things/arj-wkld-a-prd/us-east-1/told",
    "webhook",
    "webhook",
  ]);
  expect(vendors.refused).toEqual([]);
}, 240_000);

it("calls nobody by what a file says", async () => {
  const { verdict } = await stage.validate(things("hostile", { a: 'file = "<!channel> <@U012345> *x*.json"' }), { inputs: inputs() });
  expect(verdict).toBe("failed");
  const slack = vendors.deliveries.find(({ to }) => to === "slack-webhook")?.body;
  // In an element whose text is shown as it is, and nowhere else.
  expect(JSON.stringify(slack?.blocks)).toContain('{"type":"text","text":"json-reference: ');
  expect(JSON.stringify(slack?.blocks)).toContain("<!channel> <@U012345> *x*.json");
  expect(String(slack?.text)).not.toMatch(/[<>]/);
  expect(come().length).toBe(5);
}, 60_000);

it("lists the targets on the command line, and tests one", async () => {
  const controller = lightControllerWith({ "notifications.yaml": notificationsYaml(vendors, "failed") });
  const notify = async (args: string[], secrets: Record<string, string> = {}) =>
    await runProgram(
      ["notify", "--controller-dir", controller, ...args],
      Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`TF_ORCHESTRATOR_NOTIFY_${name}`, value])),
    );
  expect(await notify([], { SLACK_WEBHOOK: "https://hooks.example", WEBHOOK_URL: "https://own.example" })).toEqual({
    exitCode: 0,
    stdout: `hook: slack-webhook, failed
bot: slack-bot, failed; a test needs TF_ORCHESTRATOR_NOTIFY_SLACK_TOKEN
team: teams, failed; a test needs TF_ORCHESTRATOR_NOTIFY_TEAMS_WEBHOOK
duty: pagerduty, failed, recovered, drift; a test needs TF_ORCHESTRATOR_NOTIFY_PAGERDUTY_KEY
own: webhook, failed; a test needs TF_ORCHESTRATOR_NOTIFY_WEBHOOK_SECRET
`,
    stderr: "",
  });
  expect(await notify(["--test", "hook"], vendors.secrets)).toEqual({ exitCode: 0, stdout: "hook: told\n", stderr: "" });
  expect(come()).toEqual(["slack-webhook"]);
  const refused = await notify(["--test", "hook"], { SLACK_WEBHOOK: `${vendors.url}/services/s3cr3t` });
  expect(refused).toEqual({ exitCode: 1, stdout: "hook: not told: answered 400\n", stderr: "" });
  vendors.refused.length = 0;
  const unknown = await notify(["--test", "hok"]);
  expect([unknown.exitCode, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('--test: got "hok", expected one of hook, bot, team, duty, own, did you mean "hook"?'),
  ]);
}, 60_000);

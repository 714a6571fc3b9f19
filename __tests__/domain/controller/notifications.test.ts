import { describe, expect, it } from "@jest/globals";
import { isSafeUrl } from "../../../src/domain/controller/notifications.ts";
import { ConfigurationError } from "../../../src/domain/model/errors.ts";
import { format } from "../../../src/domain/model/finding.ts";
import { settings } from "../builders.ts";

function problems(yaml: string): string[] {
  try {
    settings({ "notifications.yaml": yaml });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.findings.map(format);
  }
}

describe("notifications.yaml is refused for", () => {
  it("an unknown key, with its line and the key that was meant", () => {
    expect(problems("targets:\n  ops:\n    slak: { url_from: A }\n    events: [failed]\n")).toEqual([
      "notifications.yaml:2  targets.ops: got a map, expected exactly one of slack, teams, pagerduty, webhook, sns",
      'notifications.yaml:3  targets.ops.slak: unknown key, did you mean "slack"?',
    ]);
    expect(problems("targets:\n  ops:\n    webhook: { url_from: A, secret: B }\n    events: [failed]\n")).toEqual([
      "notifications.yaml:3  targets.ops.webhook.secret_from: missing, expected text (in quotes, if it looks like something else)",
      "notifications.yaml:3  targets.ops.webhook.secret: unknown key (known: url_from, secret_from)",
    ]);
  });

  it("a target that is nobody, or two", () => {
    expect(
      problems("targets:\n  ops: { events: [failed] }\n  both: { teams: { url_from: A }, slack: { url_from: A }, events: [failed] }\n"),
    ).toEqual([
      "notifications.yaml:2  targets.ops: got a map, expected exactly one of slack, teams, pagerduty, webhook, sns",
      "notifications.yaml:3  targets.both: got a map, expected exactly one of slack, teams, pagerduty, webhook, sns",
    ]);
  });

  it("Slack that is neither webhook nor bot", () => {
    const expected = "expected url_from of an incoming webhook, or token_from and channel of a bot";
    expect(
      problems(`targets:
  a: { slack: {}, events: [failed] }
  b: { slack: { token_from: A }, events: [failed] }
  c: { slack: { url_from: A, channel: C0123456789 }, events: [failed] }
  d: { slack: { token_from: A, channel: "#ops" }, events: [failed] }
`),
    ).toEqual([
      `notifications.yaml:2  targets.a.slack: got a map, ${expected}`,
      `notifications.yaml:3  targets.b.slack: got a map, ${expected}`,
      `notifications.yaml:4  targets.c.slack: got a map, ${expected}`,
      'notifications.yaml:5  targets.d.slack.channel: got "#ops", expected a channel\'s ID such as C0123456789, not its name',
    ]);
  });

  it("an event that there is not, and one that PagerDuty is not for", () => {
    expect(problems("targets:\n  ops: { teams: { url_from: A }, events: [deployed] }\n")).toEqual([
      'notifications.yaml:2  targets.ops.events[0]: got "deployed", expected verdict or waiting-for-approval or applied or failed or recovered or rollout-stopped or override or drift or lock-old',
    ]);
    expect(problems("targets:\n  ops: { pagerduty: { routing_key_from: A }, events: [failed, verdict] }\n")).toEqual([
      'notifications.yaml:2  targets.ops.events[1]: got "verdict", expected one of failed, recovered, rollout-stopped, drift, lock-old: PagerDuty is for incidents',
    ]);
  });

  it("an environment or an account that no other file knows", () => {
    expect(
      problems(
        "targets:\n  ops: { teams: { url_from: A }, events: [failed], environments: [prodution], accounts: [arj-wkld-b-prd, arj-*] }\n",
      ),
    ).toEqual([
      'notifications.yaml:2  targets.ops.environments[0]: got "prodution", expected one of production, staging, development, did you mean "production"?',
      'notifications.yaml:2  targets.ops.accounts[0]: got "arj-wkld-b-prd", expected the name of an account in accounts.yaml, where * stands for anything, did you mean "arj-wkld-a-prd"?',
    ]);
  });

  it("a topic that SNS does not send mail from", () => {
    const expected = "expected arn:aws:sns:<region>:<12 digits>:<topic>, no FIFO topic";
    const topics = ["ops", "arn:aws:sns:us-east-1:123456789012:ops.fifo"];
    expect(topics.flatMap((topic) => problems(`targets: { ops: { sns: { topic_arn: "${topic}" }, events: [failed] } }\n`))).toEqual(
      topics.map((topic) => `notifications.yaml:1  targets.ops.sns.topic_arn: got "${topic}", ${expected}`),
    );
  });

  it("a secret where its name belongs, without repeating it", () => {
    const said = problems(`targets:
  a: { slack: { url_from: "https://hooks.example/services/T0/B0/s3cr3t" }, events: [failed] }
  b: { slack: { token_from: A, channel: C0123456789, api_url: "http://s3cr3t.example" }, events: [failed] }
  c: { pagerduty: { routing_key_from: A, url: "https://me:s3cr3t@example" }, events: [failed] }
`);
    expect(said).toEqual([
      "notifications.yaml:2  targets.a.slack.url_from: expected the name of a secret such as SLACK_WEBHOOK, and not the secret itself",
      "notifications.yaml:3  targets.b.slack.api_url: expected an https:// address without a password in it",
      "notifications.yaml:4  targets.c.pagerduty.url: expected an https:// address without a password in it",
    ]);
  });
});

it("says who is told of what", () => {
  expect(
    settings({
      "notifications.yaml": `targets:
  hook: { slack: { url_from: SLACK_WEBHOOK }, events: [failed, failed, applied], environments: [Production] }
  bot: { slack: { token_from: SLACK_TOKEN, channel: C0123456789 }, events: [verdict] }
  team: { teams: { url_from: TEAMS }, events: [override], accounts: ["arj-*"], owners: [Platform*] }
  duty: { pagerduty: { routing_key_from: KEY }, events: [failed, drift] }
  own: { webhook: { url_from: URL, secret_from: SECRET }, events: [lock-old] }
  mail: { sns: { topic_arn: "arn:aws:sns:us-east-1:123456789012:ops" }, events: [failed] }
`,
    }).notifications,
  ).toEqual([
    {
      name: "hook",
      to: { kind: "slack-webhook", urlFrom: "SLACK_WEBHOOK" },
      events: ["failed", "applied"],
      environments: ["production"],
      accounts: null,
      owners: null,
    },
    {
      name: "bot",
      to: { kind: "slack-bot", tokenFrom: "SLACK_TOKEN", channel: "C0123456789", apiUrl: "https://slack.com/api" },
      events: ["verdict"],
      environments: null,
      accounts: null,
      owners: null,
    },
    {
      name: "team",
      to: { kind: "teams", urlFrom: "TEAMS" },
      events: ["override"],
      environments: null,
      accounts: ["arj-*"],
      owners: ["Platform*"],
    },
    {
      name: "duty",
      to: { kind: "pagerduty", routingKeyFrom: "KEY", url: "https://events.pagerduty.com/v2/enqueue" },
      events: ["failed", "drift"],
      environments: null,
      accounts: null,
      owners: null,
    },
    {
      name: "own",
      to: { kind: "webhook", urlFrom: "URL", secretFrom: "SECRET" },
      events: ["lock-old"],
      environments: null,
      accounts: null,
      owners: null,
    },
    {
      name: "mail",
      to: { kind: "sns", topicArn: "arn:aws:sns:us-east-1:123456789012:ops" },
      events: ["failed"],
      environments: null,
      accounts: null,
      owners: null,
    },
  ]);
  expect(settings().notifications).toEqual([]);
});

it("sends nowhere but by TLS, or to this machine", () => {
  const urls = [
    "https://hooks.slack.com/x",
    "http://127.0.0.1:8080/x",
    "http://hooks.slack.com/x",
    "http://localhost/x",
    "https://a:b@c/",
    "ftp://c",
    "x",
  ];
  expect(urls.filter(isSafeUrl)).toEqual(["https://hooks.slack.com/x", "http://127.0.0.1:8080/x"]);
});

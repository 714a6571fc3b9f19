import { describe, expect, it } from "@jest/globals";
import type { NotificationEvent } from "../../../src/domain/notify/event.ts";
import { chatMessage } from "../../../src/render/chat/message.ts";
import { email } from "../../../src/render/chat/email.ts";
import { resolved, triggered } from "../../../src/render/chat/pagerduty.ts";
import { slackMessage } from "../../../src/render/chat/slack.ts";
import { teamsMessage } from "../../../src/render/chat/teams.ts";
import { webhookBody } from "../../../src/render/chat/webhook.ts";
import { ENDINGS, finding, report, result } from "../report-builders.ts";

const PLACE = {
  kind: "pull-request" as const,
  repository: "org/dev-deployment",
  number: 123,
  url: "https://github.com/org/dev-deployment/pull/123",
  environment: "production",
};
const LAKE = "s3/arj-wkld-a-prd/us-east-1/data-lake";
const RUN = "https://github.com/org/controller/actions/runs/17012345678";
const about = (of: ReturnType<typeof report>) => ({ kind: "report" as const, report: of, results: of.results, place: PLACE });
const recovered = chatMessage(about(ENDINGS.recovered!));

describe("a message", () => {
  it("says how it ended, where, and what each deployment came to", () => {
    expect(recovered).toEqual({
      title: "❌ Apply failed: 1 of 2 deployments failed and recovered · production → prod",
      mood: "bad",
      place: "org/dev-deployment#123",
      notes: [],
      items: [
        { icon: "♻️", name: LAKE, text: "failed, recovered · Error: creating S3 Bucket: BucketAlreadyExists" },
        { icon: "✅", name: "kms/arj-wkld-a-prd/us-east-1/keys", text: "+1 ~1 -0" },
      ],
      left: 0,
      links: [
        { text: "Pull request", url: PLACE.url },
        { text: "Run", url: RUN },
      ],
    });
  });

  it("says why something was refused, what to do, and who overrode what", () => {
    expect(chatMessage(about(ENDINGS.refused!))).toMatchObject({
      title: "⛔ Not applied · production → prod",
      notes: [
        "the plan is not the one that was reviewed: module.s3.aws_s3_bucket.this changed in the account",
        "the label opa-passed is missing",
        "Push to the branch, or re-run the validation, and let somebody with write access approve again.",
      ],
    });
    expect(chatMessage(about(ENDINGS["applied-deletion"]!)).notes).toEqual(["Overridden by alice: the data has moved"]);
  });

  it("is short, however much there is to say", () => {
    const many = report({
      verdict: "failed",
      checks: Array.from({ length: 9 }, (_, index) => finding({ rule: `R-${index}`, message: "m".repeat(900) })),
      results: Array.from({ length: 30 }, (_, index) => result(`s3/a/b/${index}`, { counts: { add: 1, change: 0, destroy: 0 } })),
    });
    const message = chatMessage(about(many));
    expect({ notes: message.notes.length, last: message.notes.at(-1), items: message.items.length, left: message.left }).toEqual({
      notes: 7,
      last: "… and 3 more",
      items: 10,
      left: 20,
    });
    expect(JSON.stringify(teamsMessage(message)).length).toBeLessThan(28_000);
  });
});

describe("for Slack", () => {
  it("texts are elements that nothing is read out of", () => {
    expect(slackMessage(recovered)).toEqual({
      text: "❌ Apply failed: 1 of 2 deployments failed and recovered · production → prod · org/dev-deployment\u2060#\u2060123".replace(
        "→",
        "→",
      ),
      blocks: [
        {
          type: "rich_text",
          elements: [
            {
              type: "rich_text_section",
              elements: [
                {
                  type: "text",
                  text: "❌ Apply failed: 1 of 2 deployments failed and recovered · production → prod",
                  style: { bold: true },
                },
                { type: "text", text: "\norg/dev-deployment#123" },
                { type: "text", text: " · " },
                { type: "link", url: PLACE.url, text: "Pull request" },
                { type: "text", text: " · " },
                { type: "link", url: RUN, text: "Run" },
              ],
            },
            {
              type: "rich_text_list",
              style: "bullet",
              elements: [
                {
                  type: "rich_text_section",
                  elements: [
                    { type: "text", text: "♻️ " },
                    { type: "text", text: LAKE, style: { code: true } },
                    { type: "text", text: " failed, recovered · Error: creating S3 Bucket: BucketAlreadyExists" },
                  ],
                },
                {
                  type: "rich_text_section",
                  elements: [
                    { type: "text", text: "✅ " },
                    { type: "text", text: "kms/arj-wkld-a-prd/us-east-1/keys", style: { code: true } },
                    { type: "text", text: " +1 ~1 -0" },
                  ],
                },
              ],
            },
          ],
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it("nobody is called, and nothing is a link or emphasis, whatever a name says", () => {
    const hostile = "<!channel> <@U012345> <https://evil.example|ok> @here *bold* _it_ ~no~ `x` & https://evil.example";
    const { text } = slackMessage({ ...recovered, title: hostile, place: "" });
    expect(text.replaceAll("\u2060", "|")).toBe(
      "&lt;!channel&gt; &lt;|@|U012345&gt; &lt;https|://|evil.example|ok&gt; |@|here |*|bold|*| |_|it|_| |~|no|~| |`|x|`| &amp; https|://|evil.example",
    );
  });
});

describe("for Teams", () => {
  it("it is a card of text runs, which know no Markdown", () => {
    expect(teamsMessage(recovered).attachments[0].content).toEqual({
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
      type: "AdaptiveCard",
      version: "1.4",
      msteams: { width: "Full" },
      body: [
        {
          type: "RichTextBlock",
          inlines: [
            {
              type: "TextRun",
              text: "❌ Apply failed: 1 of 2 deployments failed and recovered · production → prod",
              size: "Medium",
              weight: "Bolder",
              color: "Attention",
            },
          ],
        },
        { type: "RichTextBlock", spacing: "Small", inlines: [{ type: "TextRun", text: "org/dev-deployment#123", isSubtle: true }] },
        {
          type: "RichTextBlock",
          spacing: "Small",
          inlines: [
            { type: "TextRun", text: "♻️ " },
            { type: "TextRun", text: LAKE, fontType: "Monospace" },
            { type: "TextRun", text: " failed, recovered · Error: creating S3 Bucket: BucketAlreadyExists" },
          ],
        },
        {
          type: "RichTextBlock",
          spacing: "Small",
          inlines: [
            { type: "TextRun", text: "✅ " },
            { type: "TextRun", text: "kms/arj-wkld-a-prd/us-east-1/keys", fontType: "Monospace" },
            { type: "TextRun", text: " +1 ~1 -0" },
          ],
        },
      ],
      actions: [
        { type: "Action.OpenUrl", title: "Pull request", url: PLACE.url },
        { type: "Action.OpenUrl", title: "Run", url: RUN },
      ],
    });
  });

  it("what a card or a template would replace stays as it is", () => {
    const [title] = teamsMessage({ ...recovered, title: "{{DATE(2026-11-21T06:00:00Z)}} ${name}" }).attachments[0].content.body;
    expect(title?.inlines[0]?.text.replaceAll("\u2060", "|")).toBe("{|{DATE(2026-11-21T06:00:00Z)}} $|{name}");
  });
});

describe("for mail", () => {
  it("it is plain text, under a subject in ASCII", () => {
    expect(email(recovered)).toEqual({
      subject: "Apply failed: 1 of 2 deployments failed and recovered - production -> prod - org/dev-deployment#123",
      message: `❌ Apply failed: 1 of 2 deployments failed and recovered · production → prod
org/dev-deployment#123

♻️ ${LAKE} failed, recovered · Error: creating S3 Bucket: BucketAlreadyExists
✅ kms/arj-wkld-a-prd/us-east-1/keys +1 ~1 -0

Pull request: ${PLACE.url}
Run: ${RUN}
`,
    });
  });

  it("the subject has at most 99 characters, and begins with one that SNS takes", () => {
    const subjects = ["x".repeat(300), "❌ → é", ""].map((title) => email({ ...recovered, title, place: "" }).subject);
    expect(subjects).toEqual(["x".repeat(99), "tf-orchestrator", "tf-orchestrator"]);
  });
});

describe("for PagerDuty", () => {
  const address = { routingKey: "key", controller: "org/tf-controller" };
  const at = new Date("2026-11-21T06:00:00.000Z");

  it("an incident has a key that is the same in each run", () => {
    expect(triggered({ id: LAKE, open: { kinds: ["recovered"], severity: "warning" } }, recovered, address, at)).toEqual({
      routing_key: "key",
      event_action: "trigger",
      dedup_key: `tf-orchestrator org/tf-controller ${LAKE}`,
      client: "tf-orchestrator",
      payload: {
        summary: `❌ Apply failed: 1 of 2 deployments failed and recovered · production → prod · ${LAKE}`,
        source: "org/tf-controller",
        severity: "warning",
        timestamp: "2026-11-21T06:00:00.000Z",
        component: LAKE,
        group: "org/dev-deployment#123",
        custom_details: { [LAKE]: "failed, recovered · Error: creating S3 Bucket: BucketAlreadyExists" },
      },
      links: [
        { href: PLACE.url, text: "Pull request" },
        { href: RUN, text: "Run" },
      ],
    });
    expect(resolved({ id: LAKE }, address)).toEqual({
      routing_key: "key",
      event_action: "resolve",
      dedup_key: `tf-orchestrator org/tf-controller ${LAKE}`,
    });
  });

  it("a key that is too long is told by its digest", () => {
    expect(resolved({ id: "x".repeat(300) }, address).dedup_key).toMatch(/^tf-orchestrator [0-9a-f]{64}$/);
  });
});

it("a webhook of your own is sent values", () => {
  const failed = ENDINGS["apply-failed"]!;
  const event: NotificationEvent = {
    kinds: ["failed"],
    about: about(failed),
    thread: "org/dev-deployment/123",
    told: { slot: "apply", as: "", when: "changed" },
    incidents: [],
  };
  expect(webhookBody(event, "id", new Date("2026-11-21T06:00:00.000Z"))).toEqual({
    version: 1,
    id: "id",
    events: ["failed"],
    at: "2026-11-21T06:00:00.000Z",
    title: "❌ Apply failed: the deployment failed · production → prod",
    environment: "production",
    repository: "org/dev-deployment",
    pull_request: 123,
    head_sha: "a1b2c3d4e5f60718293a4b5c6d7e8f9001122334",
    url: PLACE.url,
    run: RUN,
    notes: [],
    deployments: [
      {
        id: LAKE,
        account: "arj-wkld-a-prd",
        owner: "Platform",
        status: "failed",
        add: 3,
        change: 0,
        destroy: 0,
        text: "failed · Error: creating S3 Bucket: AccessDenied",
      },
    ],
  });
});

import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { openSender } from "../../../src/adapters/chat/send.ts";
import { startServer, type LocalServer } from "../../helpers/http-server.ts";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "not-a-real-key" };
const TOPIC = "arn:aws:sns:eu-west-1:123456789012:ops";
const DONE = `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>`;
const DENIED = `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>User: arn:aws:sts::123456789012:assumed-role/TerraformPlan/x is not authorized to perform: SNS:Publish</Message></Error></ErrorResponse>`;

let server: LocalServer;
let bodies: URLSearchParams[];
let answers: [status: number, body: string][];

beforeEach(async () => {
  bodies = [];
  answers = [];
  server = await startServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      bodies.push(new URLSearchParams(Buffer.concat(parts).toString()));
      const [status, body] = answers.shift() ?? [200, DONE];
      response.writeHead(status, { "content-type": "text/xml" }).end(body);
    });
  });
});
afterEach(async () => {
  await server.stop();
});

async function publish(asked: string[] = []): Promise<string> {
  const send = openSender({
    userAgent: "test",
    now: () => new Date(),
    sns: {
      credentialsFor: (account, region) => {
        asked.push(account, region);
        return Promise.resolve(() => Promise.resolve(KEYS));
      },
      endpoint: server.url,
      agents: undefined,
    },
  });
  return await send({ kind: "sns", topicArn: TOPIC, subject: "Apply failed", message: "❌ Apply failed\n" }).then(
    () => "told",
    (error: unknown) => String(error),
  );
}

it("publishes to the topic, signed by the rights of its account", async () => {
  const asked: string[] = [];
  expect(await publish(asked)).toBe("told");
  expect(asked).toEqual(["123456789012", "eu-west-1"]);
  expect(bodies.map((body) => Object.fromEntries(body))).toEqual([
    { Action: "Publish", Version: "2010-03-31", TopicArn: TOPIC, Subject: "Apply failed", Message: "❌ Apply failed\n" },
  ]);
  expect(server.requests[0]?.headers.authorization).toContain("/eu-west-1/sns/aws4_request");
});

it("tries again what passes, and says why it was refused", async () => {
  answers.push([500, DENIED.replace("AuthorizationError", "InternalError")]);
  expect(await publish()).toBe("told");
  answers.push([403, DENIED]);
  expect(await publish()).toMatch(/^DeliveryError: sns:Publish: AuthorizationError\w*: .*is not authorized to perform: SNS:Publish$/);
  await server.stop();
  expect(await publish()).toMatch(/^DeliveryError: sns:Publish: no answer: \w+$/);
});

import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { askModel, type AskSettings } from "../../../src/adapters/ai/ask.ts";
import { startServer, type LocalServer } from "../../helpers/http-server.ts";

let server: LocalServer;

beforeAll(async () => {
  server = await startServer((_, response, path) => {
    if (path.includes("silent")) return;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        output: { message: { role: "assistant", content: [{ text: "one" }, { text: path.includes("empty") ? " " : "two" }] } },
      }),
    );
  });
});

afterAll(async () => {
  await server.stop();
});

async function ask(model: string, more: Partial<AskSettings> = {}, signal = new AbortController().signal): Promise<string> {
  const settings: AskSettings = {
    service: "bedrock",
    model,
    region: "eu-west-1",
    credentials: () => Promise.resolve({ accessKeyId: "a", secretAccessKey: "b" }),
    endpoint: server.url,
    agents: undefined,
    timeoutMs: 5_000,
    ...more,
  };
  return await askModel(settings, { instructions: "i", text: "t" }, signal);
}

describe("askModel", () => {
  it("gives up in time, and at once when the run is cancelled", async () => {
    await expect(ask("silent", { timeoutMs: 300 })).rejects.toThrow("no answer within 0.3 s");
    const cancelled = new AbortController();
    setTimeout(() => {
      cancelled.abort();
    }, 50);
    await expect(ask("silent", {}, cancelled.signal)).rejects.toThrow();
  });

  it("says why a service cannot be reached", async () => {
    await expect(ask("any", { endpoint: "http://127.0.0.1:9" })).rejects.toThrow("ECONNREFUSED");
  });

  it("joins the parts of an answer", async () => {
    expect(await ask("some.model-v1:0")).toBe("one\ntwo");
    expect(server.requests.at(-1)?.path).toBe("/model/some.model-v1%3A0/converse");
  });
});

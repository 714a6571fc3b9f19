import { afterEach, describe, expect, it } from "@jest/globals";
import type { IncomingMessage, ServerResponse } from "node:http";
import { openS3Store, type S3StoreSettings } from "../../../src/adapters/stores/s3.ts";
import { ToolError } from "../../../src/domain/model/errors.ts";
import { startServer, type LocalServer } from "../../helpers/http-server.ts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: LocalServer;

/** A store on a server that gives these answers in turn; the last one again and again. */
async function storeWith(answers: readonly Answer[], changes: Partial<S3StoreSettings> = {}) {
  const rest = [...answers];
  server = await startServer((request, response) => {
    request.resume();
    const answer = rest.length > 1 ? rest.shift() : rest[0];
    request.on("end", () => answer?.(response, request));
  });
  return openS3Store({
    bucket: "states",
    region: "us-east-1",
    endpoint: server.url,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "local" },
    kmsKey: null,
    ...changes,
  });
}

afterEach(async () => {
  await server.stop();
});

const failing =
  (status: number, code: string): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/xml" });
    response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>words of ${code}</Message></Error>`);
  };
const stored: Answer = (response) => {
  response.writeHead(200, { etag: '"1"' });
  response.end();
};
const containing =
  (body: string): Answer =>
  (response) => {
    response.writeHead(200, { etag: '"1"', "content-length": Buffer.byteLength(body), "last-modified": "Mon, 02 Mar 2026 12:00:00 GMT" });
    response.end(body);
  };
const nothing: Answer = () => undefined;
const BODY = Buffer.from("state");

describe("a bucket that answers badly", () => {
  it.each([
    [403, "AccessDenied"],
    [404, "NoSuchBucket"],
    [400, "InvalidRequest"],
  ])("with %i %s is asked once, and its words are told", async (status, code) => {
    const store = await storeWith([failing(status, code)]);
    await expect(store.get("a")).rejects.toThrow(new ToolError("s3 read", status, `s3://states/a: ${code}: words of ${code} (${status})`));
    await expect(store.create("a", BODY)).rejects.toThrow(`s3 write: s3://states/a: ${code}`);
    await expect(store.replace("a", BODY, '"1"')).rejects.toThrow(`s3 write: s3://states/a: ${code}`);
    await expect(store.remove("a", '"1"')).rejects.toThrow(`s3 delete: s3://states/a: ${code}`);
    await expect(store.list("a/")).rejects.toThrow(`s3 list: s3://states/a/: ${code}`);
    expect(server.requests).toHaveLength(5);
  });

  it.each([
    [500, "InternalError"],
    [503, "SlowDown"],
    [503, "ServiceUnavailable"],
  ])("with %i %s is asked again", async (status, code) => {
    const store = await storeWith([failing(status, code), failing(status, code), containing("state")]);
    expect(Buffer.from((await store.get("a"))?.body ?? []).toString()).toBe("state");
    expect(server.requests).toHaveLength(3);
  });

  it("again and again is asked four times", async () => {
    const store = await storeWith([failing(500, "InternalError")]);
    await expect(store.get("a")).rejects.toThrow("s3 read: s3://states/a: InternalError: words of InternalError (500)");
    expect(server.requests).toHaveLength(4);
  });
});

describe("a bucket that does not answer", () => {
  it("is given up after the time, four times", async () => {
    const store = await storeWith([nothing], { requestTimeoutMs: 60 });
    await expect(store.get("a")).rejects.toThrow("s3 read: s3://states/a: ETIMEDOUT");
    expect(server.requests).toHaveLength(4);
  });

  it("to the end is given up too", async () => {
    const half: Answer = (response) => {
      response.writeHead(200, { etag: '"1"', "content-length": 1000 });
      response.write("half of it");
    };
    const store = await storeWith([half], { requestTimeoutMs: 100 });
    await expect(store.get("a")).rejects.toThrow("s3 read: s3://states/a: ");
  });

  it("at first is asked again", async () => {
    const store = await storeWith([nothing, containing("state")], { requestTimeoutMs: 100 });
    expect(Buffer.from((await store.get("a"))?.body ?? []).toString()).toBe("state");
  });
});

describe("a condition that does not hold", () => {
  it.each([
    [412, "PreconditionFailed"],
    [409, "ConditionalRequestConflict"],
  ])("is an answer, not an error: %i", async (status, code) => {
    const store = await storeWith([failing(status, code)]);
    expect([await store.create("a", BODY), await store.replace("a", BODY, '"0"'), await store.remove("a", '"0"')]).toEqual([
      "exists",
      "changed",
      "changed",
    ]);
  });

  it("is `changed` when the key is gone", async () => {
    const store = await storeWith([failing(404, "NoSuchKey")]);
    expect([await store.replace("a", BODY, '"0"'), await store.remove("a", '"0"')]).toEqual(["changed", "changed"]);
  });

  it("is none when our own first attempt had been stored and only its answer was lost", async () => {
    const store = await storeWith([failing(500, "InternalError"), failing(412, "PreconditionFailed"), containing("state")]);
    expect(await store.create("a", BODY)).toBe("created");
  });

  it("is one when somebody else was faster than our second attempt", async () => {
    const store = await storeWith([failing(500, "InternalError"), failing(412, "PreconditionFailed"), containing("theirs")]);
    expect(await store.create("a", BODY)).toBe("exists");
  });

  it("is none when our own first attempt had removed the object already", async () => {
    const store = await storeWith([failing(500, "InternalError"), failing(404, "NoSuchKey")]);
    expect(await store.remove("a", '"0"')).toBe("removed");
  });
});

describe("a server that may ignore the condition of a deletion", () => {
  const careful = async (answers: readonly Answer[]) => await storeWith(answers, { looksBeforeRemoving: true });
  const asked = () => server.requests.map(({ method, headers }) => [method, headers["if-match"]]);
  const gone: Answer = (response) => {
    response.writeHead(404);
    response.end();
  };

  it("is asked for the object first, and for nothing more when it changed or is gone", async () => {
    expect(await (await careful([stored])).remove("a", '"0"')).toBe("changed");
    expect(asked()).toEqual([["HEAD", undefined]]);
    await server.stop();
    expect(await (await careful([gone])).remove("a", '"1"')).toBe("changed");
    expect(asked()).toEqual([["HEAD", undefined]]);
  });

  it("removes the version that was seen, with the condition all the same", async () => {
    expect(await (await careful([stored, stored])).remove("a", '"1"')).toBe("removed");
    expect(asked()).toEqual([
      ["HEAD", undefined],
      ["DELETE", '"1"'],
    ]);
  });

  it("says of the deletion itself why it may not", async () => {
    await expect((await careful([failing(403, "AccessDenied")])).remove("a", '"1"')).rejects.toThrow(
      "s3 delete: s3://states/a: AccessDenied",
    );
  });
});

describe("what is written", () => {
  const sent = () => {
    const { method, path, headers } = server.requests.at(-1) ?? { method: "", path: "", headers: {} };
    const names = ["x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id", "if-match", "if-none-match"];
    return {
      method,
      path: path.split("?")[0],
      ...Object.fromEntries(names.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]])),
    };
  };

  it("is encrypted with AES256, and only where the key is free", async () => {
    const store = await storeWith([stored]);
    expect(await store.create("s3/data/terraform.tfstate", BODY)).toBe("created");
    expect(sent()).toEqual({
      method: "PUT",
      path: "/states/s3/data/terraform.tfstate",
      "x-amz-server-side-encryption": "AES256",
      "if-none-match": "*",
    });
  });

  it("is encrypted with the KMS key where there is one, and only over the version that was seen", async () => {
    const store = await storeWith([stored], { kmsKey: "alias/states" });
    expect(await store.replace("a", BODY, '"7"')).toBe("replaced");
    expect(sent()).toEqual({
      method: "PUT",
      path: "/states/a",
      "x-amz-server-side-encryption": "aws:kms",
      "x-amz-server-side-encryption-aws-kms-key-id": "alias/states",
      "if-match": '"7"',
    });
  });

  it("is removed only in the version that was seen", async () => {
    const store = await storeWith([stored]);
    expect(await store.remove("a", '"7"')).toBe("removed");
    expect(sent()).toEqual({ method: "DELETE", path: "/states/a", "if-match": '"7"' });
  });

  it("is named in messages by its bucket", async () => {
    expect((await storeWith([stored])).name).toBe("s3://states");
  });
});

describe("a list without some folders", () => {
  const page = (keys: string[], next: string | null) =>
    containing(
      `<ListBucketResult>${keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join("")}<IsTruncated>${next !== null}</IsTruncated>${next === null ? "" : `<NextContinuationToken>${next}</NextContinuationToken>`}</ListBucketResult>`,
    );

  it("jumps over one in which a page ends, and goes on as ever otherwise", async () => {
    const store = await storeWith([
      page(["audit-logs/a/1", "audit-logs/a/2"], "t1"),
      page(["backups-of-us/x", "iam/a/terraform.tfstate"], "t2"),
      page(["s3/a/terraform.tfstate"], null),
    ]);
    const listed = await store.list("", { without: ["audit-logs", "backups"] });
    expect(listed.map(({ key }) => key)).toEqual(["backups-of-us/x", "iam/a/terraform.tfstate", "s3/a/terraform.tfstate"]);
    const asked = server.requests.map(({ path }) => {
      const { searchParams } = new URL(path, "http://x");
      return [searchParams.get("start-after"), searchParams.get("continuation-token")];
    });
    expect(asked).toEqual([
      [null, null],
      ["audit-logs0", null],
      [null, "t2"],
    ]);
  });
});

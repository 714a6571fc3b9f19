import { afterEach, describe, expect, it } from "@jest/globals";
import { openGitHubClock } from "../../../src/adapters/github/clock.ts";
import { hearServerTime } from "../../../src/adapters/github/server-time.ts";
import { startServer, type LocalServer } from "../../helpers/http-server.ts";

let server: LocalServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe("the time of the server that git fetches from", () => {
  it("is heard from an answer that refuses, too, and asks for no refs", async () => {
    server = await startServer((_request, response) => {
      response.writeHead(401, { date: "Sun, 01 Mar 2026 12:00:00 GMT" });
      response.end("Repository not found.\n");
    });
    const clock = openGitHubClock(
      () => undefined,
      () => Date.parse("2026-03-01T10:00:00Z"),
    );
    await hearServerTime(`${server.url}/org/tf-controller.git`, clock);
    expect(clock.now()).toEqual(new Date("2026-03-01T12:00:00Z"));
    expect(server.requests.map(({ path, headers }) => [path, headers["git-protocol"], headers.authorization])).toEqual([
      ["/org/tf-controller.git/info/refs?service=git-upload-pack", "version=2", undefined],
    ]);
  });

  it("is the machine's own without an answer", async () => {
    const clock = openGitHubClock(
      () => undefined,
      () => 0,
    );
    await hearServerTime("http://127.0.0.1:1/org/tf-controller.git", clock);
    expect(clock.now()).toEqual(new Date(0));
  });
});

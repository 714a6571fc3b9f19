import { mkdir, mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { OpenApiCheck } from "./openapi.ts";
import { createFakeGithub } from "./serve.ts";
import { State } from "./state.ts";

/* node scripts/fake-github/server.ts [--port 0] [--data DIR] [--check-openapi] */

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    data: { type: "string" },
    "check-openapi": { type: "boolean", default: false },
  },
});

const directory = values.data === undefined ? await mkdtemp(join(tmpdir(), "fake-github-")) : resolve(values.data);
await mkdir(directory, { recursive: true });
const state = new State(directory);
const server = createFakeGithub(state, values["check-openapi"] ? await OpenApiCheck.load() : null);

server.listen(Number(values.port), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  state.origin = `http://127.0.0.1:${port}`;
  process.stdout.write(`listening ${state.origin}\n`);
});

/** Ends at once, and takes a directory of its own making along. */
async function stop(): Promise<void> {
  server.close();
  server.closeAllConnections();
  if (values.data === undefined) await rm(directory, { recursive: true, force: true });
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());
// A parent that dies without a word closes the pipe: do not outlive it.
if (process.env.FAKE_GITHUB_FOLLOWS_STDIN === "1") process.stdin.resume().once("end", () => void stop());

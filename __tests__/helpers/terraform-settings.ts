import type { SessionSettings } from "../../src/adapters/terraform/sessions.ts";
import { childEnvironment } from "../../src/adapters/child-environment.ts";
import { NO_TELEMETRY } from "../../src/ports/telemetry.ts";
import type { CheckFetched } from "../../src/ports/terraform.ts";

/** A check of fetched code that refuses none. */
export const anyCode: CheckFetched = () => undefined;

/** Settings for sessions in `runDirectory`, with local state, no credentials and no waiting. */
export function sessionSettings(runDirectory: string, changes: Partial<SessionSettings> = {}): SessionSettings {
  return {
    program: "terraform",
    env: { ...childEnvironment(process.env), HOME: runDirectory, CHECKPOINT_DISABLE: "1" },
    timeoutMs: 60_000,
    lockTimeout: "1s",
    lockFile: false,
    telemetry: NO_TELEMETRY,
    signal: new AbortController().signal,
    random: () => 0.5,
    sleep: () => Promise.resolve(),
    tool: { name: "terraform", version: "1.11.4" },
    secrets: [],
    environmentSha256: "",
    runDirectory,
    code: new Map(),
    backendOf: (deployment) => ({ type: "local", settings: { path: `${runDirectory}/store/${deployment.stateKey}` } }),
    credentials: () => Promise.resolve({}),
    defaultTags: new Map(),
    vpcInterfaceEndpoints: new Map(),
    mirrored: () => Promise.resolve(new Set()),
    ...changes,
  };
}

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./moto.ts";
import { goTool } from "./tools.ts";

/** An S3 on this machine that is used in production elsewhere, and that nobody here wrote. */
export interface LocalS3 {
  url: string;
  /** What a child needs to talk to it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/** Starts a MinIO that can encrypt, with an empty folder. */
export async function startMinio(): Promise<LocalS3> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const folder = await mkdtemp(join(tmpdir(), "minio-"));
  const [user, password] = ["local-user", randomBytes(16).toString("hex")];
  const child = spawn(goTool("minio"), ["server", "--quiet", "--address", new URL(url).host, folder], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      MINIO_ROOT_USER: user,
      MINIO_ROOT_PASSWORD: password,
      MINIO_KMS_SECRET_KEY: `local:${randomBytes(32).toString("base64")}`,
      MINIO_UPDATE: "off",
      MINIO_BROWSER: "off",
    },
  });
  const ended = once(child, "close");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isAnswering(url))) {
    if (Date.now() > deadline || child.exitCode !== null) {
      await stop();
      throw new Error(`minio did not answer within ${START_TIMEOUT_MS / 1000} s`);
    }
    await sleep(100);
  }
  return {
    url,
    env: { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: user, AWS_SECRET_ACCESS_KEY: password, AWS_REGION: "us-east-1" },
    stop,
  };
}

async function isAnswering(url: string): Promise<boolean> {
  return await fetch(`${url}/minio/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );
}

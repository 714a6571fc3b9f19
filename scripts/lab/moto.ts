import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { motoServer } from "./tools.ts";

/** A local AWS: S3 with conditional writes, STS, KMS, IAM and more, in a process of its own. */
export interface LocalAws {
  url: string;
  /** What a child needs to talk to it. */
  env: Record<string, string>;
  createBucket(name: string): Promise<void>;
  /** Calls its API as a person would, behind Terraform's back. Without an access key, in its default account. */
  request(service: string, call: AwsCall): Promise<Response>;
  /** Temporary credentials for an account: it is the access key that says whose resources a call is about. */
  credentialsIn(accountId: string): Promise<AwsCredentials>;
  stop(): Promise<void>;
}

export interface AwsCall {
  accessKey?: string;
  /** Default: POST. */
  method?: string;
  /** Default: `/`. */
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface AwsCredentials {
  accessKey: string;
  secret: string;
  token: string;
}

const START_TIMEOUT_MS = 60_000;

/** @param managedPolicies Whether AWS's own IAM policies can be attached; they take a second to load. */
export async function startMoto({ managedPolicies = false } = {}): Promise<LocalAws> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(motoServer(), ["-H", "127.0.0.1", "-p", String(port)], {
    stdio: "ignore",
    detached: true,
    env: { ...process.env, ...(managedPolicies ? { MOTO_IAM_LOAD_MANAGED_POLICIES: "true" } : {}) },
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once("close", resolve));
    // moto forks; its whole group must go.
    process.kill(-child.pid, "SIGKILL");
    await gone;
  };
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "local-secret-key-for-moto-0123456789abcdef",
    AWS_REGION: "us-east-1",
  };
  await untilAnswering(url, stop);
  const request: LocalAws["request"] = async (
    service,
    { accessKey = env.AWS_ACCESS_KEY_ID, method = "POST", path = "/", headers, body },
  ) => {
    // moto reads the service, the region and the key from the header and checks no signature.
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const host = service === "s3" ? { host: "s3.amazonaws.com" } : {};
    return await fetch(`${url}${path}`, {
      method,
      headers: { ...host, ...headers, authorization },
      ...(body === undefined ? {} : { body }),
    });
  };
  return {
    url,
    env,
    request,
    createBucket: async (name) => {
      const answer = await request("s3", { method: "PUT", path: `/${name}` });
      if (!answer.ok) throw new Error(`creating bucket ${name}: ${answer.status} ${await answer.text()}`);
    },
    credentialsIn: async (accountId) => {
      const RoleArn = `arn:aws:iam::${accountId}:role/Somebody`;
      const parameters = { Action: "AssumeRole", Version: "2011-06-15", RoleArn, RoleSessionName: "somebody" };
      const text = await (await request("sts", formOf(parameters))).text();
      const value = (name: string) => new RegExp(`<${name}>([^<]+)<`).exec(text)?.[1] ?? "";
      return { accessKey: value("AccessKeyId"), secret: value("SecretAccessKey"), token: value("SessionToken") };
    },
    stop,
  };
}

/** A call of the services that take forms: EC2, IAM, STS … */
export function formOf(parameters: Record<string, string>): AwsCall {
  return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(parameters).toString() };
}

/** A call of the services that take JSON. @param target `TrentService.CreateKey` */
export function jsonOf(target: string, parameters: object): AwsCall {
  return { headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": target }, body: JSON.stringify(parameters) };
}

async function untilAnswering(url: string, stop: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (
      await fetch(`${url}/moto-api/`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  await stop();
  throw new Error(`moto_server did not answer within ${START_TIMEOUT_MS / 1000} s`);
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

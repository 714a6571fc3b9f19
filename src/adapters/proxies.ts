import process from "node:process";
import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { ConfigurationError } from "../domain/model/errors.ts";
import type { Environment } from "./child-environment.ts";

/** Variables that name a proxy, as git and terraform read them, too. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/**
 * Sends this process's own requests (`fetch`, agents of node:http) through the proxies that the environment names, but for NO_PROXY. Node does so
 * by itself only when it is started with NODE_USE_ENV_PROXY, which a workflow cannot set for an action. ("Built-in Proxy Support", documentation of Node)
 * @throws ConfigurationError where this Node cannot.
 */
export function useProxies(environment: Environment): void {
  const proxy = proxyVariable(environment);
  if (proxy === undefined) return;
  const { http } = builtins(proxy);
  if (!("setGlobalProxyFromEnv" in http)) throw needsNewerNode(proxy);
  http.setGlobalProxyFromEnv(environment);
}

/**
 * Agents for a client that has its own; undefined without a proxy.
 * @throws ConfigurationError where this Node cannot.
 */
export function proxyAgents(environment: Environment): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } | undefined {
  const proxy = proxyVariable(environment);
  if (proxy === undefined) return undefined;
  const { http, https } = builtins(proxy);
  const options = { keepAlive: true, proxyEnv: environment };
  return { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
}

/** Not imported: loading them takes longer than a run without a proxy has to spare for it. */
function builtins(proxy: string) {
  // An older one would leave the proxy out without a word. (The flag came with `proxyEnv`.)
  if (!process.allowedNodeEnvironmentFlags.has("--use-env-proxy")) throw needsNewerNode(proxy);
  return { http: process.getBuiltinModule("node:http"), https: process.getBuiltinModule("node:https") };
}

function needsNewerNode(proxy: string): ConfigurationError {
  return new ConfigurationError(
    `${proxy} is set: Node ${process.versions.node} cannot send what this program asks through a proxy, expected Node 24.14 or newer`,
  );
}

function proxyVariable(environment: Environment): string | undefined {
  return PROXY_VARIABLES.find((name) => (environment[name] ?? "") !== "");
}

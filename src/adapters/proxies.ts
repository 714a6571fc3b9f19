import process from "node:process";
import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Environment } from "./child-environment.ts";

/** Variables that name a proxy, as git and terraform read them, too. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/**
 * Sends this process's own requests (`fetch`, agents of node:http) through the proxies that the environment names, but for NO_PROXY. Node does so
 * by itself only when it is started with NODE_USE_ENV_PROXY, which a workflow cannot set for an action. ("Built-in Proxy Support", documentation of Node)
 */
export function useProxies(environment: Environment): void {
  if (namesProxy(environment)) builtins().http.setGlobalProxyFromEnv(environment);
}

/** Agents for a client that has its own; undefined without a proxy. */
export function proxyAgents(environment: Environment): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } | undefined {
  if (!namesProxy(environment)) return undefined;
  const { http, https } = builtins();
  const options = { keepAlive: true, proxyEnv: environment };
  return { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
}

/** Not imported: loading them takes longer than a run without a proxy has to spare for it. */
function builtins() {
  return { http: process.getBuiltinModule("node:http"), https: process.getBuiltinModule("node:https") };
}

function namesProxy(environment: Environment): boolean {
  return PROXY_VARIABLES.some((name) => (environment[name] ?? "") !== "");
}

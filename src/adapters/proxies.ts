import * as http from "node:http";
import * as https from "node:https";
import type { Environment } from "./child-environment.ts";

/** Variables that name a proxy, as git and terraform read them, too. */
const PROXY_VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/**
 * Sends this process's own requests (`fetch`, agents of node:http) through the proxies that the environment names, but for NO_PROXY. Node does so
 * by itself only when it is started with NODE_USE_ENV_PROXY, which a workflow cannot set for an action. ("Built-in Proxy Support", documentation of Node)
 */
export function useProxies(environment: Environment): void {
  if (namesProxy(environment)) http.setGlobalProxyFromEnv(environment);
}

/** Agents for a client that has its own; undefined without a proxy. */
export function proxyAgents(environment: Environment): { httpAgent: http.Agent; httpsAgent: https.Agent } | undefined {
  if (!namesProxy(environment)) return undefined;
  const options = { keepAlive: true, proxyEnv: environment };
  return { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
}

function namesProxy(environment: Environment): boolean {
  return PROXY_VARIABLES.some((name) => (environment[name] ?? "") !== "");
}

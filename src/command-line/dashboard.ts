import { randomBytes } from "node:crypto";
import { serve } from "@hono/node-server";
import type { AddressInfo } from "node:net";
import { ConfigurationError } from "../domain/model/errors.ts";
import { openRecordIndex } from "../steps/record-index.ts";
import { storesIn } from "../steps/evidence.ts";
import { VERSION } from "../version.ts";
import { connected } from "./connected.ts";
import { dashboardApp } from "./dashboard-app.ts";
import { freshIndex } from "./fresh-index.ts";
import type { ExitCode, Options } from "./options.ts";

/** Serves the pages on this machine until it is interrupted. It writes nothing. */
export async function runDashboard(options: Options): Promise<ExitCode> {
  const port = portOf(options.port);
  return await connected(options, { quiet: true, role: "plan", runsTerraform: false }, async ({ tools, controller, signal }) => {
    const { accounts, approvers, policy } = controller.settings;
    const stores = await storesIn(accounts, tools.storeFor);
    const fresh = freshIndex(openRecordIndex({ stores, accounts, template: options["state-key"] }), () => tools.clock.now());
    const first = await fresh.index();
    const token = randomBytes(32).toString("hex");
    let host = "";
    const app = dashboardApp(
      {
        index: fresh.index,
        read: async (name, key) => (await stores.find((store) => store.name === name)?.get(key))?.body ?? null,
        exceptions: policy.exceptions,
        approvers,
        identities: controller.identities,
        serverUrl: process.env.GITHUB_SERVER_URL ?? "https://github.com",
        version: VERSION,
        now: () => tools.clock.now(),
      },
      { token, host: () => host },
    );
    const { deployments, entries } = first.index;
    return await new Promise<ExitCode>((resolve, reject) => {
      const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port }, ({ port: taken }: AddressInfo) => {
        host = `127.0.0.1:${taken}`;
        process.stdout.write(
          `${deployments.size} deployments, ${entries.length} audit records in ${stores.map(({ name }) => name).join(", ")}\n`,
        );
        process.stdout.write(`Open http://${host}/?token=${token}\nIt is good for one browser. Ctrl-C ends it.\n`);
      });
      server.once("error", (error: NodeJS.ErrnoException) => reject(error.code === "EADDRINUSE" ? portTaken(port) : error));
      const stop = () => {
        server.close(() => resolve(0));
        if ("closeAllConnections" in server) server.closeAllConnections();
      };
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  });
}

/** @throws ConfigurationError */
function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new ConfigurationError(`--port: got ${JSON.stringify(text)}, expected a port from 1 to 65535, or 0 for a free one`);
  return Number(text);
}

function portTaken(port: number): ConfigurationError {
  return new ConfigurationError(`--port: ${port} is taken by another program, expected a free one; 0 finds one`);
}

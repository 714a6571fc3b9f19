import { writeFile } from "node:fs/promises";
import { discoverTable } from "../render/json/discovery.ts";
import { discoverJson } from "../render/json/summary.ts";
import { connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

/** Lists the selected deployments, without terraform and without AWS. */
export async function runDiscover(options: Options): Promise<ExitCode> {
  return await connected(options, { quiet: true }, async ({ change: select }) => {
    const { change, ok } = await select();
    const { "output-summary": file, json: asJson } = options;
    // A repository of thousands has megabytes of it.
    const json = asJson || file !== undefined ? `${JSON.stringify(discoverJson(change.deployments), null, 2)}\n` : "";
    if (file !== undefined) await writeFile(file, json);
    return print(asJson ? json : discoverTable(change.deployments), ok ? 0 : 2);
  });
}

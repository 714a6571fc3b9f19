import { writeFile } from "node:fs/promises";
import { discoverTable } from "../render/json/discovery.ts";
import { discoverJson } from "../render/json/summary.ts";
import { connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

/** Lists the selected deployments, without terraform and without AWS. */
export async function runDiscover(options: Options): Promise<ExitCode> {
  return await connected(options, { quiet: true }, async ({ change: select }) => {
    const { change, ok } = await select();
    const json = `${JSON.stringify(discoverJson(change.deployments), null, 2)}\n`;
    if (options["output-summary"] !== undefined) await writeFile(options["output-summary"], json);
    return print(options.json ? json : discoverTable(change.deployments), ok ? 0 : 2);
  });
}

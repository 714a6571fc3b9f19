import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ConfigurationError } from "../domain/model/errors.ts";
import { identitiesFor } from "../domain/report/redaction/identities.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { storesIn } from "../steps/evidence.ts";
import { openRecordIndex } from "../steps/record-index.ts";
import { reportPages } from "../steps/report-pages.ts";
import { VERSION } from "../version.ts";
import { connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

/** Writes the dashboard's pages as files, for GitHub Pages or a bucket: redacted as everything that leaves for GitHub. */
export async function runReport(options: Options, [folder]: readonly string[]): Promise<ExitCode> {
  if (folder === undefined) throw new ConfigurationError("report: the folder is missing, expected tf-orchestrator report DIR");
  const into = resolve(folder);
  return await connected(options, { quiet: true, role: "plan" }, async ({ tools, controller }) => {
    const { accounts, policy } = controller.settings;
    const stores = await storesIn(accounts, tools.storeFor);
    const index = await openRecordIndex({ stores, accounts, template: options["state-key"] }).refresh();
    const pages = reportPages(index, {
      exceptions: policy.exceptions,
      redact: createRedactor([], identitiesFor("readable", accounts)),
      serverUrl: process.env.GITHUB_SERVER_URL ?? "https://github.com",
      version: VERSION,
      now: tools.clock.now(),
    });
    let count = 0;
    for await (const [path, text] of pages) {
      const file = join(into, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      count += 1;
    }
    return print(`${count} files in ${into}: open ${join(into, "index.html")}`);
  });
}

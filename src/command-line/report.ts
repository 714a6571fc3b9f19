import { join, resolve } from "node:path";
import { filesBelow } from "../doors/files-below.ts";
import { ConfigurationError } from "../domain/model/errors.ts";
import { identitiesFor } from "../domain/report/redaction/identities.ts";
import { createRedactor } from "../domain/report/redaction/redactor.ts";
import { writeReport } from "../phases/report.ts";
import { reportPages } from "../steps/report-pages.ts";
import { VERSION } from "../version.ts";
import { connected } from "./connected.ts";
import { print, type ExitCode, type Options } from "./options.ts";

/** Writes the dashboard's pages as files, for GitHub Pages or a bucket: redacted as everything that leaves for GitHub. */
export async function runReport(options: Options, [folder]: readonly string[]): Promise<ExitCode> {
  if (folder === undefined) throw new ConfigurationError("report: the folder is missing, expected tf-orchestrator report DIR");
  const into = resolve(folder);
  return await connected(options, { quiet: true, role: "plan" }, async ({ tools, controller }) => {
    const { accounts, approvers, policy } = controller.settings;
    const { files } = await writeReport(
      {
        accounts,
        exceptions: policy.exceptions,
        approvers,
        stateKeyTemplate: options["state-key"],
        redact: createRedactor([], identitiesFor("readable", accounts)),
        serverUrl: process.env.GITHUB_SERVER_URL ?? "https://github.com",
        version: VERSION,
      },
      { ...tools, pages: () => Promise.resolve(reportPages), write: filesBelow(into) },
    );
    return print(`${files} files in ${into}: open ${join(into, "index.html")}`);
  });
}

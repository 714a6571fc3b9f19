import { cancel, intro, isCancel, log, multiselect, outro, select, text } from "@clack/prompts";
import { TOOL_NAMES, toolLabel, type ToolName } from "../domain/model/tool.ts";
import { ACCOUNT_FORM, CRON_FORM, DRIFT_CRON, readAccount, type Given, type Kind } from "../domain/scaffold/answers.ts";
import { isCron } from "../domain/scaffold/cron.ts";
import { isRepository } from "../domain/setup/github-names.ts";

const output = process.stderr;

/**
 * Asks for what the options leave open. Ctrl-C ends the program, as everywhere.
 * @param tool What plans and applies unless somebody says otherwise.
 * @param isThere Whether a controller's own files say which services it has. `controller`: `owner/name`
 */
export async function askAnswers(
  what: Kind,
  given: Given,
  known: readonly string[],
  tool: ToolName,
  isThere: (controller: string) => Promise<boolean>,
): Promise<Given> {
  intro(`tf-orchestrator init ${what}`, { output });
  const controller =
    given.controller ??
    (await ask({
      message: what === "single-repository" ? "The repository" : "The controller repository",
      placeholder: "org/tf-controller",
      validate: repository,
    }));
  const sources =
    given.sources.length > 0 || what === "single-repository"
      ? given.sources
      : listOf(
          await ask({
            message: what === "source" ? "This repository" : "Source repositories, space-separated",
            placeholder: "org/deployments",
            validate: repositories,
          }),
        );
  const accounts = given.accounts.length > 0 ? given.accounts : await askAccounts();
  const approvers =
    given.approvers.length > 0 || what === "source"
      ? given.approvers
      : listOf(
          await ask({
            message: "Who may override a failed verdict: GitHub logins, space-separated, or none",
            placeholder: "alice bob:development",
            defaultValue: "",
          }),
        );
  const services =
    given.services.length > 0 || (await isThere(controller))
      ? given.services
      : answered(
          await multiselect({
            message: what === "source" ? "Services that the controller has" : "Services",
            options: known.map((service) => ({ value: service, label: service })),
            initialValues: [...known],
            required: true,
            output,
          }),
        );
  const chosen =
    given.tool !== undefined || what === "source"
      ? given.tool
      : answered(
          await select({
            message: "What plans and applies",
            options: TOOL_NAMES.map((name) => ({ value: name, label: toolLabel(name) })),
            initialValue: tool,
            output,
          }),
        );
  const driftCron =
    given.driftCron !== undefined || what === "source"
      ? given.driftCron
      : await ask({
          message: "When drift is looked for, in UTC, as a workflow's schedule has it",
          placeholder: DRIFT_CRON,
          defaultValue: DRIFT_CRON,
          validate: (value) => (isCron((value ?? "").trim() || DRIFT_CRON) ? undefined : `expected ${CRON_FORM}`),
        });
  outro("Writing the files", { output });
  return { ...given, controller, sources, accounts, approvers, services, tool: chosen, driftCron };
}

async function askAccounts(): Promise<string[]> {
  const accounts: string[] = [];
  log.info(`Accounts, one at a time: ${ACCOUNT_FORM}`, { output });
  for (;;) {
    const account = await ask({
      message: accounts.length === 0 ? "The first account" : "Another account, or nothing",
      placeholder: accounts.length === 0 ? "my-account=123456789012:production" : "",
      defaultValue: "",
      validate: (value) => {
        if ((value ?? "").trim() === "") return accounts.length === 0 ? `expected ${ACCOUNT_FORM}` : undefined;
        const read = readAccount(value ?? "");
        return typeof read === "string" ? read : undefined;
      },
    });
    if (account === "") return accounts;
    accounts.push(account);
  }
}

async function ask(question: Omit<Parameters<typeof text>[0], "output">): Promise<string> {
  return answered(await text({ ...question, output })).trim();
}

function answered<Value>(value: Value): Exclude<Value, symbol> {
  if (isCancel(value)) {
    cancel("Nothing was written.", { output });
    process.exit(130);
  }
  return value as Exclude<Value, symbol>;
}

function repository(value: string | undefined): string | undefined {
  return isRepository((value ?? "").trim()) ? undefined : "expected OWNER/NAME";
}

function repositories(value: string | undefined): string | undefined {
  const names = listOf(value ?? "");
  return names.length > 0 && names.every((name) => repository(name) === undefined) ? undefined : "expected OWNER/NAME, space-separated";
}

function listOf(value: string): string[] {
  return value.split(/[\s,]+/).filter((name) => name !== "");
}

import { readAuditRecord, type AuditRecord } from "../../src/domain/state/audit-record.ts";
import type { FileContents } from "../../scripts/fake-github/client.ts";
import type { StageSettings } from "../../scripts/lab/stage.ts";
import { CONTROLLER, lightFile, openLightStage, SOURCE, type Call, type LightStage, type Seen } from "./light-stage.ts";
import { plain } from "./review-stage.ts";
import { startS3Proxy, type S3Proxy, type S3Request } from "./s3-proxy.ts";

/** A light stage whose runs reach AWS through a proxy, with the way of a pull request up to its merge. */
export interface ApplyStage extends LightStage {
  proxy: S3Proxy;
  /** Opens a pull request, validates it, has it approved and merged. Returns its number. */
  merged(files: Record<string, FileContents>, more?: Call & { base?: string }): Promise<number>;
  apply(number: number, more?: Call): Promise<Seen>;
  /** Both. */
  mergeAndApply(files: Record<string, FileContents>, more?: Call & { base?: string }): Promise<Seen & { number: number }>;
  /** A comment, and the merge phase's reply to it. */
  say(number: number, as: string, body: string): Promise<string>;
  /** The payloads that a pull request's applies were started with, the newest last. */
  dispatched(number: number): Promise<Record<string, unknown>[]>;
  /** The run that a dispatch for a pull request starts: the newest one, unless another is given. */
  applyAsDispatched(number: number, payload?: Record<string, unknown>, more?: Call): Promise<Seen>;
  /** Audit records of a project, in the order they were written. */
  audits(project: string, account?: string): Promise<AuditRecord[]>;
  /** null: there is no state. */
  state(project: string, account?: string): Promise<TestState | null>;
  /** Keys of the bucket that speak of a project, apart from records. */
  keysOf(project: string): Promise<string[]>;
}

/** A state as terraform writes it, as far as tests look at it. */
export interface TestState {
  lineage: string;
  serial: number;
  terraform_version: string;
  resources: { name: string; type: string; instances: { index_key?: string; status?: string; attributes: Record<string, unknown> }[] }[];
}

export async function openApplyStage(settings: Partial<StageSettings> = {}): Promise<ApplyStage> {
  const stage = await openLightStage(settings);
  const proxy = await startS3Proxy(stage.aws.url);
  const through = (more: Call = {}): Call => ({ ...more, env: { ...proxy.env, ...more.env } });
  const merged: ApplyStage["merged"] = async (files, more = {}) => {
    const { pull, run } = await stage.validate(files, more);
    if (run.exitCode !== 0) throw new Error(`the validation failed:\n${run.log}`);
    await stage.github.review(SOURCE, pull.number, { as: "alice" });
    await stage.github.merge(SOURCE, pull.number, { as: "alice" });
    return pull.number;
  };
  const apply: ApplyStage["apply"] = async (number, more) => await stage.look(number, await stage.run("apply", number, through(more)));
  const dispatched: ApplyStage["dispatched"] = async (number) => {
    const { dispatches } = await stage.github.repository(CONTROLLER);
    return dispatches
      .filter(({ eventType, clientPayload }) => eventType === "tf-apply" && clientPayload.pr_number === number)
      .map((one) => one.clientPayload);
  };
  return {
    ...stage,
    proxy,
    merged,
    apply,
    say: async (number, as, body) => {
      await stage.github.comment(SOURCE, number, { as, body });
      const { exitCode, run } = await stage.look(number, await stage.run("merge", number));
      if (exitCode !== 0) throw new Error(`the merge phase failed:\n${run.log}`);
      const { comments } = await stage.github.pull(SOURCE, number);
      return plain(comments.at(-1)?.body ?? "");
    },
    dispatched,
    applyAsDispatched: async (number, payload, more) => {
      const client_payload = payload ?? (await dispatched(number)).at(-1);
      const repository = { full_name: CONTROLLER };
      const event = { name: "repository_dispatch", payload: { action: "tf-apply", client_payload, repository, sender: { login: "dana" } } };
      return await apply(number, { ...more, event });
    },
    mergeAndApply: async (files, more) => {
      const number = await merged(files, more);
      return { number, ...(await apply(number, more)) };
    },
    audits: async (project, account = "arj-wkld-a-prd") => {
      const entries = await stage.store.list(`audit-logs/${account}/${project}/`);
      const records = await Promise.all(
        entries.map(async ({ key }) => readAuditRecord((await stage.store.get(key))?.body ?? new Uint8Array())),
      );
      return records.flatMap((record) => record ?? []).sort((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp));
    },
    state: async (project, account) => {
      const object = await stage.store.get(stateKeyOf(project, account));
      return object === null ? null : (JSON.parse(new TextDecoder().decode(object.body)) as TestState);
    },
    keysOf: async (project) => (await stage.store.list("")).map(({ key }) => key).filter((key) => key.includes(`/${project}/`)),
    stop: async () => {
      await Promise.all([stage.stop(), proxy.stop()]);
    },
  };
}

export function stateKeyOf(project: string, account = "arj-wkld-a-prd"): string {
  return `things/${account}/us-east-1/${project}/terraform.tfstate`;
}

/** A project with these things; each value is the entry's HCL. */
export function things(project: string, entries: Record<string, string>, account?: string): Record<string, string> {
  const lines = Object.entries(entries).map(([name, body]) => `  ${JSON.stringify(name)} = { ${body} }`);
  return lightFile(project, `things = {\n${lines.join("\n")}\n}`, account);
}

/** Names of the things a state holds, sorted. */
export function thingsIn(state: TestState | null): string[] {
  return (state?.resources ?? [])
    .filter(({ name }) => name === "thing")
    .flatMap(({ instances }) => instances.map(({ index_key: key }) => key ?? ""))
    .sort();
}

/** What was written for a project, apart from terraform's locks: `PUT key`, `DELETE key`. */
export function writesOf(requests: readonly S3Request[], project: string): string[] {
  return requests
    .filter(({ method, key }) => (method === "PUT" || method === "DELETE") && key.includes(`/${project}/`) && !key.endsWith(".tflock"))
    .map(({ method, key }) => `${method} ${key.replace(/\d{8}-\d{6}/, "TIME")}`);
}

/** The same without audit records. */
export function changesOf(requests: readonly S3Request[], project: string): string[] {
  return writesOf(requests, project).filter((write) => !/^(?:PUT audit-logs|[A-Z]+ starts)\//.test(write));
}

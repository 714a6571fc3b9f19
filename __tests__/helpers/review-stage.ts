import { setTimeout as sleep } from "node:timers/promises";
import type { StageSettings } from "../../scripts/lab/stage.ts";
import { isAttemptKey } from "../../src/domain/evidence/attempt.ts";
import { CONTROLLER, lightFile, openLightStage, SOURCE, type Call, type LightStage, type Seen } from "./light-stage.ts";

/** A light stage with the way of a pull request from its validation to its merge. */
export interface ReviewStage extends LightStage {
  /** Opens a pull request for a project and validates it. @returns Its number. */
  validated(project: string, more?: { files?: Record<string, string>; base?: string; verdict?: "passed" | "failed" }): Promise<number>;
  /** The same, and alice approves it. */
  approved(project: string, more?: { files?: Record<string, string>; base?: string; verdict?: "passed" | "failed" }): Promise<number>;
  /** Runs the merge phase. */
  merge(number: number, more?: Call): Promise<Seen>;
  /** Adds somebody with this role, `null` for none. */
  person(login: string, role: "write" | "read" | null, type?: "User" | "Bot"): Promise<string>;
  /** Pushes another commit to the pull request's branch. */
  push(number: number, files: Record<string, string>): Promise<string>;
  /** How often the controller was told to apply it. */
  applies(number: number): Promise<number>;
  /** Bodies of the comments that people read, newest last, without marks that keep text from becoming Markdown. */
  comments(number: number): Promise<string[]>;
  /** Keys of its records. */
  records(number: number): Promise<string[]>;
  /** Takes an object's place in the store; null removes it. */
  put(key: string, text: string | null): Promise<void>;
}

export async function openReviewStage(settings: Partial<StageSettings> = {}): Promise<ReviewStage> {
  const stage = await openLightStage(settings);
  const { github, store } = stage;
  const validated: ReviewStage["validated"] = async (project, { files = lightFile(project), base, verdict = "passed" } = {}) => {
    const { run, pull } = await stage.validate(files, base === undefined ? {} : { base });
    if (run.outputs.verdict !== verdict) throw new Error(`the validation should have ${verdict}:\n${run.log}`);
    // GitHub tells whole seconds: what is written from here on is later than the record in any case.
    await sleep(1100);
    return pull.number;
  };
  return {
    ...stage,
    validated,
    approved: async (project, more) => {
      const number = await validated(project, more);
      await github.review(SOURCE, number, { as: "alice" });
      return number;
    },
    merge: async (number, more = {}) => await stage.look(number, await stage.run("merge", number, more)),
    person: async (login, role, type = "User") => {
      await github.createUser(login, { type });
      if (role !== null) await github.setPermission(SOURCE, login, role);
      return login;
    },
    push: async (number, files) => {
      const { head } = await github.pull(SOURCE, number);
      return await github.commit(SOURCE, { branch: head.ref, author: "dana", files });
    },
    applies: async (number) =>
      (await github.repository(CONTROLLER)).dispatches.filter(
        ({ eventType, clientPayload }) => eventType === "tf-apply" && clientPayload.pr_number === number,
      ).length,
    comments: async (number) => (await github.pull(SOURCE, number)).comments.map(({ body }) => plain(body)),
    records: async (number) =>
      (await store.list(`records/${SOURCE}/${number}/`)).map(({ key }) => key).filter((key) => key.endsWith(".jws") && !isAttemptKey(key)),
    put: async (key, text) => {
      const object = await store.get(key);
      if (object !== null) await store.remove(key, object.etag);
      if (text !== null) await store.create(key, Buffer.from(text));
    },
  };
}

/** As people read it: without what keeps text from becoming Markdown, and without our own marks. */
export function plain(comment: string): string {
  return comment
    .replace(/^(?:<!--.*-->\n)+/, "")
    .replace(/[\\`]/g, "")
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"');
}

import { expect, it } from "@jest/globals";
import { validate } from "../../src/phases/validate.ts";
import type { Letter } from "../../src/ports/notifications.ts";
import { settings } from "../domain/builders.ts";
import { commit, FILE, newWorld, requestFor, runPorts, tfvarsText } from "../helpers/memory-ports.ts";

const REQUEST = requestFor("pull-request", "validate");

const TARGETS = settings({ "notifications.yaml": "targets: { ops: { teams: { url_from: URL }, events: [verdict] } }\n" }).notifications;

/** Validates a change that passes. @returns What the run came to, and what was sent. */
async function told(labelsFail: boolean): Promise<{ errors: string[]; sent: string[] }> {
  const world = newWorld();
  world.pull.headSha = commit(world, { [FILE]: tfvarsText("good", 1) });
  const { identity, ports } = runPorts(world, "validate");
  const sent: string[] = [];
  const { pullRequests } = ports;
  const { reportingErrors } = await validate(REQUEST, identity, {
    ...ports,
    pullRequests: {
      ...pullRequests,
      labels: async (change) => {
        if (labelsFail && change.add.length > 0) throw new Error("no answer");
        await pullRequests.labels(change);
      },
    },
    notifications: () =>
      Promise.resolve({
        targets: TARGETS,
        secrets: new Map([["URL", "https://teams.example"]]),
        send: (letter: Letter) => {
          sent.push(letter.kind);
          return Promise.resolve(null);
        },
        memoryOf: () => Promise.resolve(world.store),
        controller: "org/tf-controller",
        now: () => new Date(world.nowMs),
        sleep: () => Promise.resolve(),
      }),
  });
  return { errors: reportingErrors, sent };
}

it("tells of a verdict once it is told on GitHub", async () => {
  expect(await told(false)).toEqual({ errors: [], sent: ["json"] });
});

it("calls nobody to approve what GitHub could not be told is ready", async () => {
  expect(await told(true)).toEqual({ errors: ["not label opa-passed set: no answer"], sent: [] });
});

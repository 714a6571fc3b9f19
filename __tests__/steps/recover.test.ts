import { describe, expect, it } from "@jest/globals";
import { openFolderStore } from "../../src/adapters/stores/folder.ts";
import { codeAllowance } from "../../src/domain/controller/code-rules.ts";
import type { ApplyWork } from "../../src/steps/apply-work.ts";
import { recover } from "../../src/steps/recover.ts";
import type { Planned } from "../../src/steps/plan.ts";
import type { CheckFetched, TerraformSession } from "../../src/ports/terraform.ts";
import { deployment, settings as controllerSettings } from "../domain/builders.ts";
import { audit, DATA, state, stateBytes } from "../helpers/gates.ts";
import { parseTfvars } from "../helpers/memory-ports.ts";
import { temporaryFolders } from "../helpers/temporary-folder.ts";

const temporaryFolder = temporaryFolders();

describe("the recovery by the last good configuration", () => {
  it("plans no fetched code that nobody has allowed", async () => {
    const store = openFolderStore(await temporaryFolder());
    const { stateKey } = deployment(DATA);
    await store.create(stateKey, stateBytes([{ name: "x" }, { name: "y" }], { serial: 8 }));
    const calls: string[] = [];
    const told = (name: string) => () => {
      calls.push(name);
      return Promise.resolve();
    };
    const opened = {
      init: async (check: CheckFetched) => {
        await told("init")();
        const modules = new Map([[".terraform/modules/x/main.tf", Buffer.from('data "external" "x" {\n  program = ["true"]\n}\n')]]);
        check({ modules, providers: [] });
      },
      plan: told("plan"),
      close: told("close"),
    };
    const work = {
      deployment: deployment(DATA),
      change: { codeCheck: { allowance: codeAllowance(controllerSettings().codeRules, new Map()), refused: [] } },
      kept: { file: state([{ name: "x" }], { serial: 7 }) },
      store,
      audits: [audit()],
      how: { recovery: "reconcile", destroy: false },
      ports: {
        clock: { now: () => new Date("2026-11-21T07:10:00Z") },
        terraform: { open: () => opened },
        parseTfvars,
      },
    } as unknown as ApplyWork;
    const failed = { erroredState: () => null } as TerraformSession;
    const { result } = await recover(failed, { plan: null } as Planned, { backupKey: null, error: "Error: quota" }, work);
    expect(calls).toEqual(["init", "close"]);
    expect(result.status).toBe("failed");
    expect(result.recovery).toContain("The recovery stopped: nothing was planned, because of the Terraform code:");
    expect(result.recovery).toContain("external");
  });
});

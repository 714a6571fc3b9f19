import { goTool, motoServer, tofu } from "../../scripts/lab/tools.ts";
import { installPictureTools } from "../../scripts/pictures/chromium.ts";

type Tool = "opa" | "act" | "actionlint" | "minio" | "moto" | "tofu" | "chromium";

/** What the tests of each project start, by the project's name. */
const NEEDED: Readonly<Record<string, readonly Tool[]>> = {
  unit: ["opa", "actionlint"],
  policies: ["opa"],
  e2e: ["opa", "act", "moto", "chromium"],
  long: ["opa", "act", "moto", "tofu", "chromium"],
  services: ["opa", "moto"],
  minio: ["minio"],
};

/** Installs what a project's tests need, before several of them would at once. */
export default function installTools(_: unknown, { displayName }: { displayName?: { name: string } }): void {
  for (const tool of NEEDED[displayName?.name ?? ""] ?? []) {
    if (tool === "moto") motoServer();
    else if (tool === "tofu") tofu();
    else if (tool === "chromium") installPictureTools();
    else goTool(tool);
  }
}

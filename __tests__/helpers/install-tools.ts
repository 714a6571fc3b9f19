import { goTool, motoServer, tofu } from "../../scripts/lab/tools.ts";

/** Installs what a project's tests need, before several of them would at once. */
export default function installTools(_: unknown, { displayName }: { displayName?: { name: string } }): void {
  if (displayName?.name === "minio") {
    goTool("minio");
    return;
  }
  goTool("opa");
  if (displayName?.name !== "e2e") return;
  goTool("act");
  tofu();
  motoServer();
}

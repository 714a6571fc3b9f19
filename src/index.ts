import * as core from "@actions/core";
import { cleanUp, run } from "./main.ts";
import { messageOf } from "./domain/errors.ts";

const AS_POST_STEP = "as-post-step";

if (core.getState(AS_POST_STEP) === "") {
  core.saveState(AS_POST_STEP, "true");
  await run().catch((error: unknown) => core.setFailed(messageOf(error)));
} else {
  await cleanUp().catch((error: unknown) => core.warning(messageOf(error)));
}

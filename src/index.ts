import * as core from "@actions/core";
import { cleanUp, run } from "./main.ts";
import { messageOf } from "./domain/model/errors.ts";

const AS_POST_STEP = "as-post-step";

if (core.getState(AS_POST_STEP) === "") {
  core.saveState(AS_POST_STEP, "true");
  const cancelling = new AbortController();
  await run(cancelling).catch((error: unknown) => core.setFailed(messageOf(error)));
  // A request that nobody waits for any more, such as one to a store that does not answer, would hold us.
  if (cancelling.signal.aborted) process.exit();
} else {
  try {
    cleanUp();
  } catch (error) {
    core.warning(messageOf(error));
  }
}

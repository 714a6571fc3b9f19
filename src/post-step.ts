import process from "node:process";

/** Name of the state by which the post step knows itself. */
export const POST_STEP = "as-post-step";

/** Without `@actions/core`, which takes its time to load. (GitHub Actions, "Sending values to the pre and post actions") */
export function isPostStep(): boolean {
  return (process.env[`STATE_${POST_STEP}`] ?? "") !== "";
}

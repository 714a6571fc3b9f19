/** The same as in package.json; a test compares them. */
export const VERSION = "2.0.0";

/** How workflows name this action; a test compares README, documents and examples. */
export const ACTION = "org/tf-orchestrator@v2";

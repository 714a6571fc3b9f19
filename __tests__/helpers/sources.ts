import { join } from "node:path";
import { ROOT } from "./light-stage.ts";

/** What a process needs that runs the sources many times: Node keeps what it made of them, which is two thirds of such a start. */
export const SOURCES_ENV = { NODE_COMPILE_CACHE: join(ROOT, "node_modules/.cache/compiled-sources") };

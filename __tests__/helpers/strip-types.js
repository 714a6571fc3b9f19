// Jest's transformer: Node's own type stripping keeps every line and column where it was, so no source maps are needed.
import { stripTypeScriptTypes } from "node:module";

export default { process: (source) => ({ code: stripTypeScriptTypes(source) }) };

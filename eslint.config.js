import eslint from "@eslint/js";
import n from "eslint-plugin-n";
import tseslint from "typescript-eslint";

const OUTSIDE = ["node:fs*", "node:child_process", "node:os", "node:net", "node:http*", "@actions/*", "@octokit/*", "@aws-sdk/*"];
const ROOMS = ["adapters", "ports", "steps", "phases", "reporting", "render", "doors", "command-line"];

/** A lint rule for each room: what its files may not import. Names without a colon or `@` are rooms. */
function rooms(forbidden) {
  return Object.entries(forbidden).map(([room, names]) => ({
    files: [`${room}/**`],
    rules: {
      "no-restricted-imports": ["error", { patterns: names.flatMap((name) => (ROOMS.includes(name) ? [`**/${name}/**`] : [name])) }],
    },
  }));
}

export default tseslint.config(
  { ignores: ["dist", "node_modules", ".tools", "build", "__tests__/fixtures"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
  },
  {
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  ...rooms({
    // The domain decides without doing.
    "src/domain": [...OUTSIDE, "adapters", "ports", "steps", "phases", "reporting", "render", "doors", "command-line"],
    // Rendering turns values into text.
    "src/render": [...OUTSIDE, "adapters", "steps", "phases", "reporting", "doors", "command-line"],
    // Ports name what the steps ask for.
    "src/ports": [...OUTSIDE, "adapters", "steps", "phases", "reporting", "render", "doors", "command-line"],
    // Adapters do, one outside system each.
    "src/adapters": ["steps", "phases", "reporting", "render", "doors", "command-line"],
    // Logs write what rendering made safe for their medium.
    "src/adapters/terminal": ["steps", "phases", "reporting", "doors", "command-line"],
    // Steps and phases reach the outside through ports only.
    "src/steps": [...OUTSIDE, "adapters", "phases", "reporting", "doors", "command-line"],
    "src/reporting": [...OUTSIDE, "adapters", "phases", "doors", "command-line"],
    "src/doors": ["phases", "reporting", "render", "command-line"],
    "src/phases": ["adapters", "command-line"],
  }),
  // What the oldest Node of `engines` has: the command line runs on it.
  {
    files: ["src/**/*.ts"],
    plugins: { n },
    rules: {
      "n/no-unsupported-features/es-builtins": "error",
      "n/no-unsupported-features/es-syntax": "error",
      // Each of these is used only where it is there.
      "n/no-unsupported-features/node-builtins": [
        "error",
        { allowExperimental: true, ignores: ["process.execve", "process.getBuiltinModule", "util.styleText"] },
      ],
    },
  },
  { files: ["src/domain/**", "src/render/**"], rules: { "no-restricted-globals": ["error", "process", "fetch"] } },
  { files: ["__tests__/**/*.ts", "scripts/**/*.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);

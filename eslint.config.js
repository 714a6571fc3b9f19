import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

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
  {
    // The rooms: the domain decides without doing, rendering turns values into text.
    files: ["src/domain/**", "src/render/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            "node:fs*",
            "node:child_process",
            "node:os",
            "node:net",
            "node:http*",
            "**/adapters/*",
            "**/phases/*",
            "@actions/*",
            "@octokit/*",
            "@aws-sdk/*",
          ],
        },
      ],
      "no-restricted-globals": ["error", "process", "fetch"],
    },
  },
  { files: ["__tests__/**/*.ts", "scripts/**/*.ts"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
);

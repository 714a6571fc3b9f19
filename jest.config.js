const shared = {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/__tests__/helpers/strip-types.js" },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  globalSetup: "<rootDir>/__tests__/helpers/install-tools.ts",
};

export default {
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/__tests__/e2e/", "<rootDir>/__tests__/long/", "<rootDir>/__tests__/policies/"],
    },
    { ...shared, displayName: "policies", testMatch: ["<rootDir>/__tests__/policies/**/*.test.ts"] },
    // What AWS makes everybody wait for: run by .ci/run, not by npm test.
    { ...shared, displayName: "long", testMatch: ["<rootDir>/__tests__/long/**/*.test.ts"] },
    { ...shared, displayName: "e2e", testMatch: ["<rootDir>/__tests__/e2e/**/*.test.ts"] },
  ],
};

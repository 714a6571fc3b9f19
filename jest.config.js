const shared = {
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/__tests__/helpers/strip-types.js" },
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  globalSetup: "<rootDir>/__tests__/helpers/install-tools.ts",
};

export default {
  // A busy machine takes its time: what hangs is found all the same.
  testTimeout: 30_000,
  testSequencer: "<rootDir>/__tests__/helpers/longest-first.js",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: [
        "/node_modules/",
        ...["e2e", "long", "minio", "policies", "services"].map((folder) => `<rootDir>/__tests__/${folder}/`),
      ],
    },
    { ...shared, displayName: "policies", testMatch: ["<rootDir>/__tests__/policies/**/*.test.ts"] },
    // What AWS makes everybody wait for, and what needs another S3: run by .ci/run, not by npm test.
    { ...shared, displayName: "long", testMatch: ["<rootDir>/__tests__/long/**/*.test.ts"] },
    { ...shared, displayName: "services", testMatch: ["<rootDir>/__tests__/services/**/*.test.ts"] },
    { ...shared, displayName: "minio", testMatch: ["<rootDir>/__tests__/minio/**/*.test.ts"] },
    { ...shared, displayName: "e2e", testMatch: ["<rootDir>/__tests__/e2e/**/*.test.ts"] },
  ],
};

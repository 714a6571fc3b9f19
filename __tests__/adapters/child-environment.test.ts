import { describe, expect, it } from "@jest/globals";
import { awsEnvironment, childEnvironment } from "../../src/adapters/child-environment.ts";

describe("the environment of a child", () => {
  it("has no variable of GitHub, of the action or of terraform's steering, and no secret", () => {
    const ours = {
      PATH: "/bin",
      HOME: "/home/runner",
      HTTPS_PROXY: "http://proxy:3128",
      SSL_CERT_FILE: "/ca.pem",
      GITHUB_TOKEN: "ghs_x",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "x",
      INPUT_SIGNING_KEY: "x",
      "INPUT_SIGNING-KEY": "x",
      RUNNER_TEMP: "/tmp",
      AWS_SECRET_ACCESS_KEY: "x",
      TF_CLI_ARGS_plan: "-destroy",
      TF_LOG: "trace",
      TF_DATA_DIR: "/elsewhere",
      TF_WORKSPACE: "other",
      NODE_OPTIONS: "--require=/evil.js",
      LD_PRELOAD: "/evil.so",
      GIT_SSH_COMMAND: "evil",
    };
    expect(childEnvironment(ours)).toEqual({
      PATH: "/bin",
      HOME: "/home/runner",
      HTTPS_PROXY: "http://proxy:3128",
      SSL_CERT_FILE: "/ca.pem",
    });
  });

  it("has the variables that were asked for by name", () => {
    expect(childEnvironment({ PATH: "/bin", DATADOG_API_KEY: "k", OTHER: "o" }, ["DATADOG_API_KEY", "MISSING"])).toEqual({
      PATH: "/bin",
      DATADOG_API_KEY: "k",
    });
  });
});

describe("the AWS variables", () => {
  it("are all that begin with AWS_, and nothing else", () => {
    expect(
      awsEnvironment({ AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "AKIA", PATH: "/bin", MY_AWS_KEY: "x", AWS_PROFILE: undefined }),
    ).toEqual({
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "AKIA",
    });
  });

  it("name STS and S3 by themselves where there is one endpoint for all, but never against a named one", () => {
    expect(awsEnvironment({ AWS_ENDPOINT_URL: "http://all", AWS_ENDPOINT_URL_S3: "http://s3" })).toEqual({
      AWS_ENDPOINT_URL: "http://all",
      AWS_ENDPOINT_URL_S3: "http://s3",
      AWS_ENDPOINT_URL_STS: "http://all",
    });
  });
});

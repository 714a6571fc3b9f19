import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startForwardProxy, type ForwardProxy } from "../helpers/forward-proxy.ts";
import { lightFile, openLightStage, type LightStage } from "../helpers/light-stage.ts";

let stage: LightStage;
let proxy: ForwardProxy;

beforeAll(async () => {
  stage = await openLightStage();
  proxy = await startForwardProxy();
}, 240_000);

afterAll(async () => {
  await Promise.all([stage.stop(), proxy.stop()]);
});

const TIMEOUT_MS = 240_000;

it(
  "goes through the proxy that the runner's environment names, to GitHub's API, to git and to the store",
  async () => {
    const seen = await stage.validate(lightFile("behind"), { env: { http_proxy: proxy.url } });
    expect({ verdict: seen.verdict, log: seen.run.log }).toEqual({ verdict: "passed", log: expect.any(String) });
    const [github, aws] = [stage.github.url, stage.aws.url].map((url) => new URL(url).host);
    expect([...new Set(proxy.asked)].sort()).toEqual(
      [`CONNECT ${github}`, `GET ${github}`, `POST ${github}`, `DELETE ${aws}`, `GET ${aws}`, `PUT ${aws}`].sort(),
    );
  },
  TIMEOUT_MS,
);

it(
  "goes straight to what NO_PROXY names",
  async () => {
    const before = proxy.asked.length;
    const seen = await stage.validate(lightFile("inside"), { env: { http_proxy: proxy.url, no_proxy: "127.0.0.1" } });
    expect({ verdict: seen.verdict, log: seen.run.log }).toEqual({ verdict: "passed", log: expect.any(String) });
    expect(proxy.asked.slice(before)).toEqual([]);
  },
  TIMEOUT_MS,
);

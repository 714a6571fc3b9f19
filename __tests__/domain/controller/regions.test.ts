import { describe, expect, it } from "@jest/globals";
import { regionCode, regionOf, unknownRegion } from "../../../src/domain/controller/regions.ts";

describe("regionOf", () => {
  it.each(["use7", "", "us-east-9", "us-gov-west-1", "cn-north-1", "__proto__", "constructor", "us_east_1"])("does not know %j", (text) => {
    expect(regionOf(text)).toBeNull();
  });

  it.each([
    ["use1", "us-east-1"],
    ["usw2", "us-west-2"],
    ["euw1", "eu-west-1"],
    ["euc1", "eu-central-1"],
    ["eun1", "eu-north-1"],
    ["apse1", "ap-southeast-1"],
    ["apne1", "ap-northeast-1"],
    ["aps1", "ap-south-1"],
    ["ape1", "ap-east-1"],
    ["cac1", "ca-central-1"],
    ["sae1", "sa-east-1"],
    ["afs1", "af-south-1"],
    ["mec1", "me-central-1"],
    ["ilc1", "il-central-1"],
    ["mxc1", "mx-central-1"],
    [" US-EAST-1 ", "us-east-1"],
    ["USE1", "us-east-1"],
  ])("reads %j as %s", (text, region) => {
    expect(regionOf(text)).toBe(region);
  });

  it("goes from region to code and back", () => {
    expect(regionCode("ap-southeast-2")).toBe("apse2");
    expect(regionOf(regionCode("ap-northeast-3"))).toBe("ap-northeast-3");
  });

  it("says what was expected", () => {
    expect(unknownRegion("use7")).toBe('got "use7", expected a known region code such as use1, use2, euw1');
    expect(unknownRegion("us-esat-1")).toBe(
      'got "us-esat-1", expected a known region such as us-east-1, us-east-2, eu-west-1, did you mean "us-east-1"?',
    );
  });
});

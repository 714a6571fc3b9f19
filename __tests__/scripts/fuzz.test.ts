import { expect, it } from "@jest/globals";
import { fuzz } from "../../scripts/fuzz/run.ts";
import { openTargets } from "../../scripts/fuzz/targets.ts";

const SEED = 20261128;

it.each(await openTargets())(
  "$name that mean harm crash nothing, hang nothing, hide nothing and leak nothing",
  (target) => {
    expect(fuzz(target, 150, SEED).faults).toBeNull();
  },
  60_000,
);

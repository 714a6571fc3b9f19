import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { estimateOf, type CostEstimate } from "../../domain/cost/cost.ts";
import { ToolError } from "../../domain/model/errors.ts";
import type { CostEstimator } from "../../ports/cost-estimator.ts";
import { childEnvironment, type Environment } from "../child-environment.ts";
import { inOwnFolder } from "../own-folder.ts";
import { answerOf, runCostTool, unknownAnswer, type CostCommand } from "./command.ts";

const TOOL = "infracost breakdown";

/** What of our environment goes to it besides the common: who it is to the price server, and whom it trusts. */
const OWN_VARIABLES = ["INFRACOST_API_KEY", "INFRACOST_TLS_CA_CERT_FILE", "INFRACOST_TLS_INSECURE_SKIP_VERIFY"];

/** The decimal numbers of its JSON are texts; null: it depends on use that nobody has told. */
const amount = z
  .string()
  .regex(/^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/)
  .transform(Number)
  .nullable();
/** Also of the parts of a resource. */
const PRICED = z.object({
  costComponents: z.array(z.object({ priceNotFound: z.boolean().nullish() })).nullish(),
  subresources: z.array(z.unknown()).nullish(),
});
const BREAKDOWN = z.object({ resources: z.array(z.looseObject({ name: z.string(), monthlyCost: amount })) });

/** The parts that we read of `infracost breakdown --format json`, version 0.2. (schema/infracost.schema.json of Infracost 0.10) */
const ANSWER = z.object({
  currency: z.string(),
  projects: z
    .array(
      z.object({
        metadata: z.object({ errors: z.array(z.object({ message: z.string(), isError: z.boolean().nullish() })).nullish() }),
        pastBreakdown: BREAKDOWN.nullish(),
        breakdown: BREAKDOWN.nullish(),
      }),
    )
    .min(1),
  summary: z.object({ totalUnsupportedResources: z.int().nullish() }).nullish(),
});

/** Asks the `infracost` command (0.10). @param settings `pricingEndpoint`: null: Infracost's own. */
export function openInfracost(
  settings: Omit<CostCommand, "program" | "env"> & {
    environment: Environment;
    runDirectory: string;
    pricingEndpoint: string | null;
    usageFile: string | null;
  },
): CostEstimator {
  const { environment, pricingEndpoint, usageFile } = settings;
  const command: CostCommand = {
    ...settings,
    program: "infracost",
    env: {
      ...childEnvironment(environment, OWN_VARIABLES),
      ...(pricingEndpoint === null ? {} : { INFRACOST_PRICING_API_ENDPOINT: pricingEndpoint, INFRACOST_SELF_HOSTED_TELEMETRY: "false" }),
      INFRACOST_CURRENCY: "USD",
      INFRACOST_SKIP_UPDATE_CHECK: "true",
      INFRACOST_NO_COLOR: "true",
      // Only prices are asked for: nothing of the plan is stored anywhere.
      INFRACOST_ENABLE_CLOUD: "false",
      INFRACOST_ENABLE_CLOUD_UPLOAD: "false",
    },
  };
  const key = environment.INFRACOST_API_KEY ?? "";
  return {
    secrets: key === "" ? [] : [key],
    estimate: async (plan) =>
      await inOwnFolder(join(settings.runDirectory, "cost"), async (folder) => {
        const file = join(folder, "plan.json");
        await writeFile(file, JSON.stringify(plan), { mode: 0o600 });
        const usage = usageFile === null ? [] : ["--usage-file", usageFile];
        return readBreakdown(await runCostTool(command, ["breakdown", "--path", file, "--format", "json", ...usage], folder));
      }),
  };
}

function readBreakdown(output: Buffer): CostEstimate {
  const parsed = ANSWER.safeParse(answerOf(TOOL, output));
  if (!parsed.success) throw unknownAnswer(TOOL, z.prettifyError(parsed.error));
  const { currency, projects, summary } = parsed.data;
  if (currency !== "USD") throw new ToolError(TOOL, 0, `prices are in ${currency}, expected USD`);
  const errors = projects.flatMap(({ metadata }) => (metadata.errors ?? []).filter(({ isError }) => isError !== false));
  if (errors.length > 0) throw new ToolError(TOOL, 0, errors.map(({ message }) => message).join("; "));
  const [past, planned] = [
    projects.flatMap(({ pastBreakdown }) => pastBreakdown ?? []),
    projects.flatMap(({ breakdown }) => breakdown ?? []),
  ];
  if (planned.length === 0) throw unknownAnswer(TOOL, "no breakdown");
  const priced = (of: typeof past) =>
    of.flatMap(({ resources }) => resources.map(({ name, monthlyCost }) => [name, monthlyCost ?? 0] as const));
  // Depends on use that nobody has told, or the server has no price for a part of it: that part counts as nothing.
  const unknown = planned.flatMap(({ resources }) => resources.filter((resource) => resource.monthlyCost === null || lacksPrice(resource)));
  return estimateOf(priced(past), priced(planned), (summary?.totalUnsupportedResources ?? 0) + unknown.length);
}

function lacksPrice(resource: unknown): boolean {
  const parsed = PRICED.safeParse(resource);
  if (!parsed.success) return true;
  const { costComponents, subresources } = parsed.data;
  return (costComponents ?? []).some(({ priceNotFound }) => priceNotFound === true) || (subresources ?? []).some(lacksPrice);
}

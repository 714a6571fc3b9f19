import { z } from "zod";

/** How costs are estimated: `cost` of policy.yaml. */
export type CostSettings =
  | { tool: "infracost"; pricingEndpoint: string | null; usageFile: string | null }
  | { tool: "oiq"; priceSheet: string; usageFile: string | null };

const TOOLS = ["infracost", "oiq"] as const;

const path = z.string().trim().min(1, "expected the path of a file on the runner").max(1_000);

/** `cost: infracost` is short for `cost: { tool: infracost }`. */
export const COST = z.preprocess(
  (value, context) => {
    if (typeof value !== "string") return value;
    if (TOOLS.some((tool) => tool === value)) return { tool: value };
    context.addIssue("expected infracost, or settings with tool: infracost or tool: oiq");
    return z.NEVER;
  },
  z
    .strictObject({
      tool: z.enum(TOOLS),
      pricing_endpoint: z
        .string()
        .max(300)
        .regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/, "expected an address such as https://prices.example.com, without a password")
        .optional(),
      price_sheet: path.optional(),
      usage_file: path.optional(),
    })
    .refine(({ tool, price_sheet: sheet }) => tool !== "oiq" || sheet !== undefined, {
      path: ["price_sheet"],
      error: "missing, expected the price sheet of oiq: the path of a CSV file on the runner",
    })
    .refine(({ tool, price_sheet: sheet }) => tool !== "infracost" || sheet === undefined, {
      path: ["price_sheet"],
      error: "expected none: infracost asks a server for prices",
    })
    .refine(({ tool, pricing_endpoint: endpoint }) => tool !== "oiq" || endpoint === undefined, {
      path: ["pricing_endpoint"],
      error: "expected none: oiq asks no server",
    }),
);

export function costSettingsOf(value: z.output<typeof COST> | undefined): { cost?: CostSettings } {
  if (value === undefined) return {};
  const usageFile = value.usage_file ?? null;
  if (value.tool === "oiq") return { cost: { tool: "oiq", priceSheet: value.price_sheet ?? "", usageFile } };
  return { cost: { tool: "infracost", pricingEndpoint: value.pricing_endpoint ?? null, usageFile } };
}

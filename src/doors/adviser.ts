import type { Environment } from "../adapters/child-environment.ts";
import { proxyAgents } from "../adapters/proxies.ts";
import type { Account } from "../domain/model/deployment.ts";
import type { Inputs } from "../inputs.ts";
import type { Adviser } from "../ports/adviser.ts";
import type { Tools } from "./connect.ts";

const TIMEOUT_MS = 30_000;
/** Enough for the plans of a pull request that people read; it is what an answer costs. */
const MOST_OF_BEDROCK = 60_000;
/** What ChatSync takes as a message. (Amazon Q Business API) */
const MOST_OF_AMAZON_Q = 7_000;

const NAMES = { bedrock: "Amazon Bedrock", "amazon-q": "Amazon Q Business" } as const;

/**
 * The model that the input `ai-review` names; null: none. Nothing is loaded before it is asked.
 * @returns Asks as the role of `ai-review-role`, else as the one that plans in the account.
 */
export function openAdviser(
  {
    aiReview,
    aiReviewModel: model,
    aiReviewRole: role,
    stateRegion,
  }: Pick<Inputs, "aiReview" | "aiReviewModel" | "aiReviewRole" | "stateRegion">,
  environment: Environment,
  keysOf: Tools["keysOf"],
): ((account: Account) => Adviser) | null {
  if (aiReview === "off" || model === null) return null;
  const region = environment.AWS_REGION ?? stateRegion ?? "us-east-1";
  return (account) => ({
    name: `${NAMES[aiReview]}, ${model}`,
    mostCharacters: aiReview === "bedrock" ? MOST_OF_BEDROCK : MOST_OF_AMAZON_Q,
    ask: async (question, signal) => {
      // A name of its own: the account's own session must stay another one.
      const asks = role === null ? account : { ...account, id: "ai-review", roleArn: role, planRoleArn: role };
      const credentials = await keysOf(asks, region);
      const { askModel } = await import(/* webpackIgnore: true */ "../adapters/ai/ask.ts");
      return await askModel(
        {
          service: aiReview,
          model,
          region,
          credentials,
          endpoint: endpointOf(aiReview, environment),
          agents: proxyAgents(environment),
          timeoutMs: TIMEOUT_MS,
        },
        question,
        signal,
      );
    },
  });
}

/** Another server than AWS's, by the variables of AWS's SDKs. */
function endpointOf(service: keyof typeof NAMES, environment: Environment): string | null {
  const own = service === "bedrock" ? environment.AWS_ENDPOINT_URL_BEDROCK_RUNTIME : environment.AWS_ENDPOINT_URL_QBUSINESS;
  return own ?? environment.AWS_ENDPOINT_URL ?? null;
}

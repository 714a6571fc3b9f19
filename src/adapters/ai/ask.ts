import { NodeHttpHandler } from "@smithy/node-http-handler";
import { causeCode, errorText } from "../../domain/text/error-text.ts";
import type { proxyAgents } from "../proxies.ts";
import type { keysFrom } from "../aws/credentials.ts";

/** Which service is asked, and how it is reached. */
export interface AskSettings {
  service: "bedrock" | "amazon-q";
  /** The model or inference profile of Bedrock; the application of Amazon Q Business. */
  model: string;
  region: string;
  /** null: the default chain of the SDK. */
  credentials: ReturnType<typeof keysFrom>;
  /** Another server than AWS's. */
  endpoint: string | null;
  agents: ReturnType<typeof proxyAgents>;
  timeoutMs: number;
}

export interface Question {
  instructions: string;
  text: string;
}

/** One question, one answer. @throws Error that says in one line why there is none. */
export async function askModel(settings: AskSettings, question: Question, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.timeout(settings.timeoutMs);
  const abortSignal = AbortSignal.any([signal, limit]);
  try {
    const answer = await (settings.service === "bedrock" ? askBedrock : askAmazonQ)(settings, question, abortSignal);
    if (answer.trim() === "") throw new Error("it gave no text");
    return answer;
  } catch (error) {
    if (limit.aborted) throw new Error(`no answer within ${settings.timeoutMs / 1000} s`, { cause: error });
    if (error instanceof Error && "$metadata" in error) throw new Error(`${error.name}: ${errorText(error.message)}`, { cause: error });
    const said = error instanceof Error && !("code" in error) ? errorText(error.message) : causeCode(error);
    throw new Error(said, { cause: error });
  }
}

const MOST_TOKENS = 1_000;

/** (Amazon Bedrock Runtime API, Converse) */
async function askBedrock(settings: AskSettings, { instructions, text }: Question, abortSignal: AbortSignal): Promise<string> {
  const { BedrockRuntimeClient, ConverseCommand } = await import("@aws-sdk/client-bedrock-runtime");
  const client = new BedrockRuntimeClient(clientSettings(settings));
  const { output } = await client
    .send(
      new ConverseCommand({
        modelId: settings.model,
        system: [{ text: instructions }],
        messages: [{ role: "user", content: [{ text }] }],
        inferenceConfig: { maxTokens: MOST_TOKENS },
      }),
      { abortSignal },
    )
    .finally(() => {
      client.destroy();
    });
  return (output?.message?.content ?? []).flatMap((part) => part.text ?? []).join("\n");
}

/** Straight to the model: documents of the company say nothing about a plan. (Amazon Q Business API, ChatSync) */
async function askAmazonQ(settings: AskSettings, { instructions, text }: Question, abortSignal: AbortSignal): Promise<string> {
  const { QBusinessClient, ChatSyncCommand } = await import("@aws-sdk/client-qbusiness");
  const client = new QBusinessClient(clientSettings(settings));
  const { systemMessage } = await client
    .send(new ChatSyncCommand({ applicationId: settings.model, userMessage: `${instructions}\n\n${text}`, chatMode: "CREATOR_MODE" }), {
      abortSignal,
    })
    .finally(() => {
      client.destroy();
    });
  return systemMessage ?? "";
}

function clientSettings({ region, credentials, endpoint, agents, timeoutMs }: AskSettings) {
  return {
    region,
    ...(credentials === null ? {} : { credentials }),
    ...(endpoint === null ? {} : { endpoint }),
    maxAttempts: 2,
    // Their own speaks HTTP/2 alone, which no proxy is asked for.
    requestHandler: new NodeHttpHandler({ requestTimeout: timeoutMs, connectionTimeout: 10_000, throwOnRequestTimeout: true, ...agents }),
  };
}

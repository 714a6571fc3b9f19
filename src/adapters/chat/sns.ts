import { PublishCommand, SNSClient, SNSServiceException, type SNSClientConfig } from "@aws-sdk/client-sns";
import { DeliveryError } from "../../domain/notify/delivery-error.ts";
import { causeCode, errorText } from "../../domain/text/error-text.ts";
import type { Letter } from "../../ports/notifications.ts";
import type { proxyAgents } from "../proxies.ts";

/** How AWS is reached. */
export interface SnsSettings {
  /** Credentials for a topic's account; null: the default chain of the SDK. */
  credentialsFor: (accountId: string, region: string) => Promise<NonNullable<SNSClientConfig["credentials"]> | null>;
  /** Another server than AWS's. */
  endpoint: string | null;
  agents: ReturnType<typeof proxyAgents>;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;

/** Publishes to a topic, whose subscribers get it by mail or otherwise. @throws DeliveryError */
export async function publishTo(
  { topicArn, subject, message }: Extract<Letter, { kind: "sns" }>,
  { credentialsFor, endpoint, agents }: SnsSettings,
): Promise<void> {
  const [, , , region = "", accountId = ""] = topicArn.split(":");
  try {
    const credentials = await credentialsFor(accountId, region);
    const client = new SNSClient({
      region,
      ...(credentials === null ? {} : { credentials }),
      ...(endpoint === null ? {} : { endpoint }),
      maxAttempts: ATTEMPTS,
      requestHandler: {
        requestTimeout: TIMEOUT_MS,
        socketTimeout: TIMEOUT_MS,
        connectionTimeout: TIMEOUT_MS,
        throwOnRequestTimeout: true,
        ...agents,
      },
    });
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
  } catch (error) {
    const said = error instanceof SNSServiceException ? `${error.name}: ${errorText(error.message)}` : `no answer: ${causeCode(error)}`;
    throw new DeliveryError(`sns:Publish: ${said}`);
  }
}

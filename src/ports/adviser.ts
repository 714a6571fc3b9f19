/** A model that is asked what it thinks of a change. Nothing it says decides anything. */
export interface Adviser {
  /** `Amazon Bedrock, eu.some-model-v1:0` */
  name: string;
  /** So many characters a question may have. */
  mostCharacters: number;
  /** @param instructions Ours; `text`: what the change says, redacted. @throws with why there is no answer. */
  ask(question: { instructions: string; text: string }, signal: AbortSignal): Promise<string>;
}

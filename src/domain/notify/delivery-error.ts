/** A message was not delivered. What it says names no address. */
export class DeliveryError extends Error {
  /** The service's own word for it, such as Slack's `thread_not_found`. */
  readonly code: string | null;

  constructor(message: string, code: string | null = null) {
    super(message);
    this.name = "DeliveryError";
    this.code = code;
  }
}

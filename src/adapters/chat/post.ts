import { setTimeout as sleep } from "node:timers/promises";
import { DeliveryError } from "../../domain/notify/delivery-error.ts";
import { isSafeUrl } from "../../domain/controller/notifications.ts";
import { causeCode } from "../../domain/text/error-text.ts";

export interface Answer {
  status: number;
  /** At most 64 KiB of it. */
  text: string;
}

export interface PostSettings {
  userAgent: string;
  /** For tests: milliseconds before the first repetition. */
  pauseMs?: number;
  timeoutMs?: number;
}

const ATTEMPTS = 3;
const PAUSE_MS = 1_000;
const TIMEOUT_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;
const LONGEST_ANSWER_BYTES = 64 * 1024;

/**
 * Posts text, again after what passes: no answer, 429 (as long after as it says), 5xx. A run that is cancelled still says how it ended. Follows no redirect: an address is a secret, and where it leads
 * nobody has looked at.
 * @throws DeliveryError for everything but an answer of 2xx. It names neither address nor host.
 */
export async function post(url: string, headers: Record<string, string>, body: string, settings: PostSettings): Promise<Answer> {
  if (!isSafeUrl(url)) throw new DeliveryError("the secret holds no https:// address");
  for (let attempt = 1; ; attempt += 1) {
    const { answer, retryAfterMs, problem } = await postOnce(url, headers, body, settings);
    if (answer !== null) return answer;
    if (retryAfterMs === null || retryAfterMs > LONGEST_WAIT_MS || attempt === ATTEMPTS) throw problem;
    await sleep(Math.max(retryAfterMs, (settings.pauseMs ?? PAUSE_MS) * 2 ** (attempt - 1)));
  }
}

/** `retryAfterMs`: null: it will not go better. */
type Tried = { answer: Answer; retryAfterMs: null; problem: null } | { answer: null; retryAfterMs: number | null; problem: DeliveryError };

async function postOnce(
  url: string,
  headers: Record<string, string>,
  body: string,
  { userAgent, timeoutMs = TIMEOUT_MS }: PostSettings,
): Promise<Tried> {
  const failed = (why: string, retryAfterMs: number | null): Tried => ({ answer: null, retryAfterMs, problem: new DeliveryError(why) });
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json; charset=utf-8", "user-agent": userAgent, ...headers },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { status } = response;
    const text = await beginningOf(response);
    if (response.ok) return { answer: { status, text }, retryAfterMs: null, problem: null };
    if (status >= 300 && status < 400) return failed(`answered ${status}, a redirect, which is not followed`, null);
    const passes = status === 429 || status >= 500;
    return failed(`answered ${status}`, passes ? retryAfter(response.headers.get("retry-after")) : null);
  } catch (error) {
    return failed(isTimeout(error) ? `no answer within ${timeoutMs / 1000} s` : `no answer: ${causeCode(error)}`, 0);
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}

/** Seconds, or a date. (RFC 9110, 10.2.3) @returns Milliseconds; 0 where nothing is said. */
function retryAfter(header: string | null): number {
  if (header === null) return 0;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
}

async function beginningOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  const reader = body?.getReader();
  for (let bytes = 0; reader !== undefined && bytes < LONGEST_ANSWER_BYTES;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    bytes += value.length;
  }
  await reader?.cancel();
  return Buffer.concat(parts).subarray(0, LONGEST_ANSWER_BYTES).toString();
}

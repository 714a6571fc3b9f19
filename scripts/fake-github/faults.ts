import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/**
 * Something that goes wrong on purpose, for the next `times` requests that fit.
 * `before`: the request never reaches the server's state. `after`: the write happened, and then the answer is lost.
 */
export const faultSchema = z.strictObject({
  method: z.string().default("*"),
  /** Segments of the path without `/api/v3`; `*` is one segment, `**` at the end is the rest: `/repos/*\/*\/issues/*\/comments`. */
  pathPattern: z.string(),
  times: z.int().min(1).default(1),
  /** How many fitting requests pass first. */
  skip: z.int().min(0).default(0),
  when: z.enum(["before", "after"]).default("before"),
  /** Answer with this status … */
  status: z.int().optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** … or say nothing for so many milliseconds and then go on … */
  stallMs: z.int().optional(),
  /** … or cut the connection … */
  reset: z.boolean().default(false),
  /** … or refuse as GitHub's rate limits do. */
  rateLimit: z.enum(["primary", "secondary"]).optional(),
  retryAfterSeconds: z.int().default(1),
});

export type FaultRequest = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** Takes one turn of the first fault that fits, or null. Used-up faults leave the list. */
export function takeFault(faults: Fault[], method: string, path: string): Fault | null {
  const index = faults.findIndex((fault) => fits(fault, method, path));
  const fault = faults[index];
  if (!fault) return null;
  if (fault.skip > 0) {
    fault.skip -= 1;
    return null;
  }
  fault.times -= 1;
  if (fault.times === 0) faults.splice(index, 1);
  return fault;
}

function fits(fault: Fault, method: string, path: string): boolean {
  if (fault.method !== "*" && fault.method.toUpperCase() !== method) return false;
  const wanted = fault.pathPattern.split("/");
  const got = path.split("/");
  const open = wanted.at(-1) === "**";
  if (open ? got.length < wanted.length : got.length !== wanted.length) return false;
  return wanted.every((segment, index) => segment === "*" || (open && index === wanted.length - 1) || segment === got[index]);
}

/** Does what the fault says. Returns true when the request is answered with that, false when it goes on. */
export async function applyFault(fault: Fault, response: ServerResponse): Promise<boolean> {
  if (fault.stallMs !== undefined) await sleep(fault.stallMs, undefined, { ref: false });
  if (fault.reset) {
    response.socket?.resetAndDestroy();
    return true;
  }
  const answer = faultAnswer(fault);
  if (!answer) return false;
  response.writeHead(answer.status, { ...answer.headers, ...fault.headers });
  response.end(answer.body);
  return true;
}

function faultAnswer(fault: Fault): { status: number; headers: Record<string, string>; body: string } | null {
  const json = { "content-type": "application/json; charset=utf-8" };
  if (fault.rateLimit === "primary") {
    const reset = String(Math.floor(Date.now() / 1000) + fault.retryAfterSeconds);
    const headers = { ...json, "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset };
    return { status: fault.status ?? 403, headers, body: message("API rate limit exceeded for installation ID 1.") };
  }
  if (fault.rateLimit === "secondary") {
    const headers = { ...json, "retry-after": String(fault.retryAfterSeconds) };
    return { status: fault.status ?? 403, headers, body: message("You have exceeded a secondary rate limit. Please wait a few minutes.") };
  }
  if (fault.status === undefined) return null;
  const body = fault.body === undefined ? message("Server Error") : JSON.stringify(fault.body);
  return { status: fault.status, headers: json, body };
}

function message(text: string): string {
  return JSON.stringify({ message: text, documentation_url: "https://docs.github.com/rest" });
}

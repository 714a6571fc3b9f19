import { spawn, type ChildProcess } from "node:child_process";
import { StringDecoder } from "node:string_decoder";

export interface ProcessOptions {
  cwd: string;
  /** The whole environment: nothing is inherited. */
  env: Record<string, string>;
  /** After this long the process group gets SIGINT, and SIGKILL when the grace is over. */
  timeoutMs?: number;
  /** How long a tool may take to put its locks away after SIGINT. */
  graceMs?: number;
  /** Bytes to write to standard input, which is closed after them; without it standard input is empty. */
  stdin?: Uint8Array | string;
  /** Called for each complete line of standard output, for progress. */
  onLine?: (line: string) => void;
  /** Cancels the process as the timeout does. */
  signal?: AbortSignal;
  /** Bytes kept of each stream, at least the last so many; default 256 MiB. */
  keepBytes?: number;
}

export interface Ran {
  /** null when a signal ended it. */
  exitCode: number | null;
  stdout: Buffer;
  stderr: Buffer;
  /** Why it was ended by us. */
  stopped: "timeout" | "cancelled" | null;
  /** It did not answer SIGINT and was killed: locks may be left. */
  killed: boolean;
}

const KEEP_BYTES = 256 * 1024 * 1024;
const GRACE_MS = 30_000;
/** How long a grandchild may hold the output open after the program itself has ended. */
const DRAIN_MS = 2_000;

/**
 * Runs a program without a shell, in a process group of its own, so that a signal to us does not reach it twice.
 * `@actions/exec` cannot signal its child, and terraform frees its state lock only on SIGINT.
 * @throws the spawn error (ENOENT …) when the program cannot be started.
 */
export async function runProcess(program: string, args: readonly string[], options: ProcessOptions): Promise<Ran> {
  options.signal?.throwIfAborted();
  const child = spawn(program, [...args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  const stdout = new KeptOutput(options.keepBytes ?? KEEP_BYTES);
  const stderr = new KeptOutput(options.keepBytes ?? KEEP_BYTES);
  const lines = options.onLine === undefined ? undefined : lineSplitter(options.onLine);
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout.add(chunk);
    lines?.(chunk);
  });
  child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));
  // A tool that ends without reading its input closes the pipe; its exit code tells the story.
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.stdin);

  const ending = stopOnTimeoutOrAbort(child, options);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", ending.ended);
      child.once("close", resolve);
    });
    return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes(), stopped: ending.reason(), killed: ending.killed() };
  } finally {
    ending.clear();
  }
}

function stopOnTimeoutOrAbort(child: ChildProcess, options: ProcessOptions) {
  let reason: Ran["stopped"] = null;
  let killed = false;
  let grace: NodeJS.Timeout | undefined;
  let drain: NodeJS.Timeout | undefined;
  const stop = (why: "timeout" | "cancelled") => {
    if (reason !== null) return;
    reason = why;
    // One SIGINT only: a second one makes terraform leave at once, with the lock in place.
    signalChild(child, "SIGINT");
    grace = setTimeout(() => {
      killed = true;
      signalGroup(child, "SIGKILL");
    }, options.graceMs ?? GRACE_MS);
  };
  const onAbort = () => stop("cancelled");
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => stop("timeout"), options.timeoutMs);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const stopWaiting = () => {
    clearTimeout(timer);
    clearTimeout(grace);
    options.signal?.removeEventListener("abort", onAbort);
  };
  return {
    reason: () => reason,
    killed: () => killed,
    /** The program is gone: neither timeout nor abort counts any more, and what it left running gets little time. */
    ended: () => {
      stopWaiting();
      drain = setTimeout(() => {
        signalGroup(child, "SIGKILL");
        // One that left the group cannot be killed; it is not waited for either.
        drain = setTimeout(() => {
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, DRAIN_MS);
      }, DRAIN_MS);
    },
    clear: () => {
      stopWaiting();
      clearTimeout(drain);
      // Grandchildren (provider plugins) of a killed tool must not outlive it.
      if (reason !== null) signalGroup(child, "SIGKILL");
    },
  };
}

function signalChild(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Keeps the newest bytes of a stream, whole chunks at a time. */
class KeptOutput {
  readonly #keep: number;
  #chunks: Buffer[] = [];
  #size = 0;
  #dropped = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#chunks.length > 1 && this.#size - (this.#chunks[0]?.length ?? 0) >= this.#keep) {
      const oldest = this.#chunks.shift()?.length ?? 0;
      this.#size -= oldest;
      this.#dropped += oldest;
    }
  }

  bytes(): Buffer {
    const notice = this.#dropped === 0 ? [] : [Buffer.from(`[the first ${this.#dropped} bytes of output are left out]\n`)];
    return Buffer.concat([...notice, ...this.#chunks]);
  }
}

function lineSplitter(onLine: (line: string) => void): (chunk: Buffer) => void {
  // A character of several bytes may come in two chunks.
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return (chunk) => {
    const parts = (rest + decoder.write(chunk)).split("\n");
    rest = (parts.pop() ?? "").slice(-100_000);
    for (const line of parts) onLine(line);
  };
}

import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** In the arguments of the process that continues: its environment lies behind standard input. */
const HANDED_OVER = "--environment-on-stdin";
const STDIN = 0;

/** What node and the dynamic linker read before any code of ours, and by what a runner knows its processes. None of it is a secret. */
const NEEDED_AT_START = [
  "PATH",
  "HOME",
  "TZ",
  "LANG",
  "LC_ALL",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "NODE_USE_SYSTEM_CA",
  "NODE_ICU_DATA",
  "NODE_COMPILE_CACHE",
  "NODE_V8_COVERAGE",
  "OPENSSL_CONF",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "UV_THREADPOOL_SIZE",
  "MALLOC_ARENA_MAX",
  "RUNNER_TRACKING_ID",
];

/**
 * The C library keeps memory apart for each thread that allocates, and with it what all of them have freed: 25 MB in a run. Two shares are enough
 * for threads that allocate little. (mallopt(3), M_ARENA_MAX; other C libraries do not read it)
 */
const FEW_ARENAS = { MALLOC_ARENA_MAX: "2" };

/**
 * Takes keys and tokens out of the environment block of this process, which every program of the same user can read in /proc for as long as
 * the process lives; what is deleted from `process.env` stays in there. So the process continues as a new program with the same id and a block
 * without secrets, and finds its variables again in `process.env`. The first call does not return. (`process.execve`, documentation of Node; proc_pid_environ(5))
 * @throws Error where a process cannot be replaced; nothing was started by then.
 */
export function hideOwnEnvironment(): void {
  if (process.argv.at(-1) === HANDED_OVER) {
    process.argv.pop();
    delete process.env.MALLOC_ARENA_MAX;
    Object.assign(process.env, takeOver());
    return;
  }
  if (process.execve === undefined)
    throw new Error(
      `node ${process.versions.node} on ${process.platform} cannot hide the keys in its environment from the programs it starts, expected Node 24 on Linux or macOS`,
    );
  handOver(JSON.stringify(process.env));
  const kept = NEEDED_AT_START.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1), HANDED_OVER];
  process.execve(process.execPath, args, { ...FEW_ARENAS, ...(Object.fromEntries(kept) as Record<string, string>) });
}

/** Puts the text behind standard input, one of the three files that the next program inherits. Memory comes before a disk. */
function handOver(text: string): void {
  const { RUNNER_TEMP, TMPDIR } = process.env;
  const problems: string[] = [];
  closeSync(STDIN);
  for (const folder of ["/dev/shm", RUNNER_TEMP, TMPDIR, "/tmp"]) {
    if (folder === undefined || folder === "") continue;
    try {
      writeAsStdin(text, join(folder, `.tf-orchestrator-${process.pid}-${process.hrtime.bigint()}`));
      return;
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`the environment cannot be handed over: ${problems.join("; ")}`);
}

/** The file has no name by the time it has a content. */
function writeAsStdin(text: string, file: string): void {
  openAsStdin(file, "wx+");
  try {
    unlinkSync(file);
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) written += writeSync(STDIN, bytes, written);
  } catch (error) {
    closeSync(STDIN);
    throw error;
  }
}

function takeOver(): Record<string, string> {
  const bytes = Buffer.alloc(fstatSync(STDIN).size);
  // At a position: the file was left at its end.
  for (let read = 0; read < bytes.length;) {
    const more = readSync(STDIN, bytes, read, bytes.length - read, read);
    if (more === 0) throw new Error("the environment was cut while it was handed over");
    read += more;
  }
  ftruncateSync(STDIN);
  closeSync(STDIN);
  openAsStdin("/dev/null", "r");
  return JSON.parse(bytes.toString()) as Record<string, string>;
}

/** A file is opened as the lowest number that is free. (open(2)) */
function openAsStdin(file: string, flags: string): void {
  const opened = openSync(file, flags, 0o600);
  if (opened !== STDIN) throw new Error(`standard input is not free: got file number ${opened}`);
}

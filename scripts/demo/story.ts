import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import type { PullState } from "../fake-github/client.ts";
import type { ActionRun } from "../lab/action.ts";
import { CONTROLLER, SOURCE, STATE_BUCKET, type Stage } from "../lab/stage.ts";
import { DELETION, JOB_SUMMARY, PULL_REQUEST, PULL_REQUEST_BEFORE, RECOVERY, writePages, type PageName } from "./pages.ts";
import {
  BUCKETS,
  DELETED_BUCKET,
  deletion,
  edited,
  FIX,
  HALF_MADE_BUCKET,
  isProposed,
  OPENED_BUCKET,
  PROPOSED,
  REMEDIATE,
  sourceFiles,
  TYPO,
} from "./scene.ts";
import type { Screen } from "./screen.ts";
import { REPORT, writeReport } from "./report.ts";
import { showComment, showEdits, showIssue, showPull, showWords } from "./show.ts";
import { terminalMarkdown } from "./terminal-markdown.ts";
import { lookedForDrift, played, setStage, type Play, type Theatre } from "./theatre.ts";

const OUT = join(import.meta.dirname, "../../demo-out");

/** What the story promises did not come true. */
export class StoryError extends Error {}

/**
 * The whole life of a pull request, of two more in which something goes wrong, and of a bucket that somebody changes by hand.
 * @throws MissingTool, StoryError
 */
export async function tellStory(theatre: Theatre): Promise<void> {
  const started = performance.now();
  const { screen } = theatre;
  screen.line(screen.paint("bold", "tf-orchestrator: the whole life of a pull request"));
  screen.line(screen.paint("dim", "Terraform, git, the action and all HTTP are real; GitHub and AWS are stand-ins on this machine."));
  const act = openActs(theatre);

  act("The stage");
  const play = await setStage(theatre);
  const pages = new Map<PageName, PullState>();
  const files = await firstPullRequest(play, act, pages);
  await blockedDeletion(play, act, pages, files);
  await drift(play, act);
  await recovery(play, act, pages, files);
  await writePages(OUT, pages, play.runs);
  act(
    "What the records say, as pages",
    "`tf-orchestrator report` writes the dashboard as files: what was done, by whom, who approved it and why it was overridden.",
  );
  await report(play);
  tellEnd(screen, (performance.now() - started) / 1000);
}

type Act = (title: string, text?: string) => void;

/** Numbers the acts. None begins after somebody wanted an end. */
function openActs({ screen: { line, paint, columns }, signal }: Theatre): Act {
  let acts = 0;
  return (title, text = "") => {
    signal.throwIfAborted();
    acts += 1;
    line();
    line(paint(["bold", "cyan"], `${acts}. ${title}`));
    if (text !== "") for (const one of terminalMarkdown(text, columns - 2, paint)) line(`  ${one}`);
  };
}

// ── The first pull request: red, green, merged, applied ─────────────────────────────────────────────────────────────────────────────

/** @returns The files of the source repository as they were applied. */
async function firstPullRequest(play: Play, act: Act, pages: Map<PageName, PullState>): Promise<Record<string, string>> {
  const { stage, screen } = play;
  const { paint, line } = screen;
  act(`Dana proposes ${PROPOSED.length} projects`, "Two services in two accounts of production. One of the buckets is public.");
  const files = sourceFiles();
  const proposed = Object.fromEntries(Object.entries(files).filter(([path]) => isProposed(path)));
  const branch = "feature/data-platform";
  const title = "Data platform: buckets and roles";
  const { number } = await stage.propose({ branch, title, files: proposed });
  line(`  ${SOURCE}#${number}  ${paint("bold", title)}`);
  line(`  ${branch} → prod, ${Object.keys(proposed).length} files: ${PROPOSED.join(", ")}`);
  line(paint("dim", `  to watch it in a browser: ${stage.github.url}/${SOURCE}/pull/${number}`));

  act("The action plans and judges it", "It only reads; nothing is changed. One label, one check and one comment say what came of it.");
  const first = await played(play, "validate", number, PULL_REQUEST);
  const before = await stage.github.pull(SOURCE, number);
  pages.set(PULL_REQUEST_BEFORE, before);
  showPull(before, screen);
  expectVerdict("failed", first, before);

  act("Dana pushes the fix to the same pull request", "The action runs again for the new head, and changes its comment in place.");
  const fixed = edited(files, FIX);
  await stage.github.commit(SOURCE, { branch, author: "dana", message: "Close the public bucket", files: fixed });
  showEdits(FIX, screen);
  const second = await played(play, "validate", number, PULL_REQUEST);
  const now = await stage.github.pull(SOURCE, number);
  showPull(now, screen);
  expectVerdict("passed", second, now);
  expectOneComment(before, now);

  act(
    "Alice approves, and the action merges",
    "It believes its own signed record of the validation and the review, no label and no comment. It merges this very commit, and asks the controller for the apply.",
  );
  await approve(play, number, "alice");
  await merged(play, number, PULL_REQUEST);

  act(
    "The apply",
    "Inputs, plan and policy have to be those that were reviewed. A backup of the state comes first where there is one, and an encrypted audit record comes last.",
  );
  await applied(play, number, PULL_REQUEST);
  pages.set(PULL_REQUEST, await stage.github.pull(SOURCE, number));
  await expectBuckets(play, { there: BUCKETS, gone: [] });
  return { ...files, ...fixed };
}

// ── The second: a deletion in production ────────────────────────────────────────────────────────────────────────────────────────────

async function blockedDeletion(play: Play, act: Act, pages: Map<PageName, PullState>, files: Record<string, string>): Promise<void> {
  const { stage, screen } = play;
  act("Dana deletes a bucket in production", "Production blocks deletions and replacements, whatever the policies say.");
  const edits = deletion(files);
  const { number } = await stage.propose({ branch: "chore/old-bucket", title: "Remove the old data bucket", files: edited(files, edits) });
  showEdits(edits, screen);
  const run = await played(play, "validate", number, DELETION);
  const blocked = await stage.github.pull(SOURCE, number);
  showPull(blocked, screen);
  expectVerdict("failed", run, blocked);

  act(
    "Bob approves, Alice overrides",
    "It takes both. Alice is a special approver of production (`special-approvers.yaml`); she gives a reason, and names each address that may go.",
  );
  await approve(play, number, "bob");
  const addresses = protectedAddresses(run);
  // An override has to be newer than the verdict, and GitHub counts in whole seconds.
  await stage.github.advanceClock(2_000);
  const reason = "OVERRIDE: the data has moved to the lake, nobody reads this bucket any more.";
  const body = `${reason}\nallow-delete: ${addresses.join(", ")}`;
  await stage.github.comment(SOURCE, number, { as: "alice", body });
  showWords("alice", `${reason}\nallow-delete: ${addresses[0] ?? ""}, and ${addresses.length - 1} more of it`, screen);
  await merged(play, number, DELETION);

  act("The apply deletes what was named, and nothing else", "The audit record holds who allowed it, why, and which rule stood against it.");
  await applied(play, number, DELETION);
  pages.set(DELETION, await stage.github.pull(SOURCE, number));
  await expectBuckets(play, { there: BUCKETS.filter((name) => name !== DELETED_BUCKET), gone: [DELETED_BUCKET] });
}

/** What deletion protection found. @throws StoryError when it found nothing. */
function protectedAddresses({ outputs }: ActionRun): string[] {
  const findings = JSON.parse(outputs.findings ?? "[]") as { rule: string; address?: string }[];
  const addresses = findings.flatMap(({ rule, address }) => (rule === "deletion-protection" && address !== undefined ? [address] : []));
  if (addresses.length === 0) throw new StoryError("expected that deletion protection names what would be deleted; it named nothing");
  return addresses;
}

// ── The third: an apply that fails half-way ─────────────────────────────────────────────────────────────────────────────────────────

async function recovery(play: Play, act: Act, pages: Map<PageName, PullState>, files: Record<string, string>): Promise<void> {
  const { stage, screen } = play;
  act(
    "Dana adds a bucket, with a mistake that no plan can see",
    "The bucket for its access logs is misspelt. Only AWS knows that there is none of this name, and says so after the new bucket is made.",
  );
  const title = "A bucket for uploads";
  const { number } = await stage.propose({ branch: "feature/uploads", title, files: edited(files, TYPO) });
  showEdits(TYPO, screen);
  const run = await played(play, "validate", number, RECOVERY);
  expectVerdict("passed", run, await stage.github.pull(SOURCE, number));
  await approve(play, number, "alice");
  await merged(play, number, RECOVERY);

  act(
    "The apply fails half-way, and recovers",
    "It keeps the state as Terraform wrote it, applies the last good configuration, and proves it by a plan without changes. Only what the failed apply touched may be touched.",
  );
  const failed = await played(play, "apply", number, RECOVERY);
  const pull = await stage.github.pull(SOURCE, number);
  showComment(pull, screen);
  pages.set(RECOVERY, pull);
  if (failed.exitCode !== 1 || !pull.comments.some(({ body }) => body.includes("♻️")))
    throw new StoryError(`expected an apply that fails and recovers. The log ends:\n${tailOf(failed)}`);
  await expectBuckets(play, { there: ["arj-prod-public-bucket"], gone: [HALF_MADE_BUCKET] });
}

// ── Behind Terraform's back ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function drift(play: Play, act: Act): Promise<void> {
  const { stage, screen } = play;
  const { line, paint } = screen;
  act(
    "Somebody opens the bucket by hand",
    "The block of public access is taken off in the console, behind Terraform's back. The next scheduled look finds it, and tells of it in one issue.",
  );
  await openToThePublic(stage);
  line(`  ${paint("bold", "AWS")}      lets the public into ${OPENED_BUCKET} again`);
  const found = await lookedForDrift(play, "production");
  const [opened] = await issuesOf(stage);
  if (opened !== undefined) showIssue(opened, screen);
  if (opened?.state !== "open" || !opened.body.includes("block_public_acls"))
    throw new StoryError(`expected an issue that tells of the drift. The log ends:\n${tailOf(found)}`);

  act(
    "Alice lets the look put right what is safe",
    "`remediate: safe` applies the last approved inputs again, through the gates of every apply: backup, policies, deletion protection, audit.",
  );
  const file = "deployment-rules.yaml";
  const files = edited({ [file]: readFileSync(join(play.controller, file), "utf8") }, REMEDIATE);
  await stage.github.commit(CONTROLLER, { branch: "main", author: "alice", message: "Put drift right", files });
  showEdits(REMEDIATE, screen);
  const put = await lookedForDrift(play, "production");
  const [closed] = await issuesOf(stage);
  if (closed !== undefined) showIssue(closed, screen);
  if (put.exitCode !== 0 || closed?.state !== "closed" || (await isOpenToThePublic(stage)))
    throw new StoryError(`expected that the drift is put right and its issue closed. The log ends:\n${tailOf(put)}`);
  line(`  ${paint("bold", "AWS")}      keeps the public out of ${OPENED_BUCKET}`);
}

const ACCESS_BLOCK = { method: "PUT", path: `/${OPENED_BUCKET}?publicAccessBlock` };

async function openToThePublic({ aws }: Stage): Promise<void> {
  const off = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"].map(
    (name) => `<${name}>false</${name}>`,
  );
  const body = `<PublicAccessBlockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${off.join("")}</PublicAccessBlockConfiguration>`;
  const answer = await aws.request("s3", { ...ACCESS_BLOCK, body });
  if (!answer.ok) throw new StoryError(`expected that AWS takes the block off; it said ${answer.status}`);
}

async function isOpenToThePublic({ aws }: Stage): Promise<boolean> {
  return (await (await aws.request("s3", { ...ACCESS_BLOCK, method: "GET" })).text()).includes("false");
}

async function issuesOf({ github }: Stage): Promise<{ title: string; state: string; body: string }[]> {
  return (await github.repository(CONTROLLER)).issues;
}

/** The pages of the dashboard as files. */
async function report(play: Play): Promise<void> {
  const { stage, screen, controller } = play;
  const into = join(OUT, REPORT);
  await writeReport(into, { controller, store: `s3://${STATE_BUCKET}`, env: stage.aws.env });
  screen.line(`  ${screen.paint("underline", relative(process.cwd(), join(into, "index.html")))}`);
}

// ── What people and the action do ───────────────────────────────────────────────────────────────────────────────────────────────────

async function approve({ stage, screen }: Play, number: number, login: string): Promise<void> {
  await stage.github.review(SOURCE, number, { as: login });
  showWords(login, "✅ approved these changes", screen);
}

/** @throws StoryError */
async function merged(play: Play, number: number, page: PageName): Promise<void> {
  const { github } = play.stage;
  const run = await played(play, "merge", number, page);
  const pull = await github.pull(SOURCE, number);
  const { dispatches } = await github.repository(CONTROLLER);
  const last = dispatches.at(-1);
  if (run.exitCode !== 0 || pull.state !== "merged" || last?.eventType !== "tf-apply")
    throw new StoryError(`expected that #${number} is merged and its apply is started. The log ends:\n${tailOf(run)}`);
  const { line, paint } = play.screen;
  line(
    `  ${paint("magenta", "merged")}   ${pull.head.sha.slice(0, 7)} into ${pull.base.ref} by ${pull.mergedBy ?? ""}; sent ${last.eventType} to ${CONTROLLER}`,
  );
}

/** @throws StoryError */
async function applied(play: Play, number: number, page: PageName): Promise<void> {
  const run = await played(play, "apply", number, page);
  showComment(await play.stage.github.pull(SOURCE, number), play.screen);
  if (run.exitCode !== 0) throw new StoryError(`expected that #${number} is applied. The log ends:\n${tailOf(run)}`);
}

function tailOf({ log }: ActionRun): string {
  return log.trimEnd().split("\n").slice(-5).join("\n");
}

/** @throws StoryError */
function expectVerdict(verdict: "passed" | "failed", run: ActionRun, pull: PullState): void {
  const labels = pull.labels.map(({ name }) => name);
  if (run.outputs.verdict === verdict && labels.length === 1 && labels[0] === `opa-${verdict}`) return;
  throw new StoryError(
    `expected the verdict ${verdict} and the label opa-${verdict}; got ${run.outputs.verdict ?? "none"} and ${labels.join(", ")}. The log ends:\n${tailOf(run)}`,
  );
}

/** @throws StoryError */
function expectOneComment(before: PullState, now: PullState): void {
  const ids = now.comments.map(({ id }) => id);
  if (ids.length !== 1 || ids[0] !== before.comments[0]?.id)
    throw new StoryError(`expected one comment, updated in place; got ${ids.length}`);
}

/** Asks AWS itself. @throws StoryError */
async function expectBuckets(
  { stage, screen: { line, paint } }: Play,
  { there, gone }: { there: readonly string[]; gone: readonly string[] },
): Promise<void> {
  const buckets = await bucketNames(stage);
  line(`  ${paint("bold", "AWS")}      has the buckets ${buckets.join(", ")}`);
  for (const name of gone) line(`  ${paint("bold", "AWS")}      has no bucket ${name}`);
  if (!there.every((name) => buckets.includes(name)) || gone.some((name) => buckets.includes(name)))
    throw new StoryError(`expected the buckets ${there.join(", ")}${gone.length === 0 ? "" : ` and not ${gone.join(", ")}`}`);
}

/** The buckets of the first production account, without the one that holds the states. */
async function bucketNames({ aws }: Stage): Promise<string[]> {
  const client = new S3Client({
    endpoint: aws.url,
    forcePathStyle: true,
    region: aws.env.AWS_REGION ?? "",
    credentials: { accessKeyId: aws.env.AWS_ACCESS_KEY_ID ?? "", secretAccessKey: aws.env.AWS_SECRET_ACCESS_KEY ?? "" },
  });
  const { Buckets = [] } = await client.send(new ListBucketsCommand());
  client.destroy();
  return Buckets.flatMap(({ Name = STATE_BUCKET }) => (Name === STATE_BUCKET ? [] : [Name])).sort();
}

function tellEnd({ line, paint }: Screen, seconds: number): void {
  const file = (name: string) => paint("underline", relative(process.cwd(), join(OUT, name)));
  line();
  line(
    paint(
      ["bold", "green"],
      `Done in ${seconds.toFixed(0)} s: red, green, merged, applied; a deletion blocked and allowed; drift put right; a failed apply recovered.`,
    ),
  );
  line();
  line("Look at it in a browser");
  line(`  ${file(PULL_REQUEST)}  the first pull request`);
  line(`  ${file(PULL_REQUEST_BEFORE)}  the same before the fix`);
  line(`  ${file(DELETION)}  the deletion in production`);
  line(`  ${file(RECOVERY)}  the apply that recovered`);
  line(`  ${file(JOB_SUMMARY)}  what each run did when, and the full plans`);
  line(`  ${file(`${REPORT}/index.html`)}  what the records say, as the dashboard shows it`);
  line();
  line("Try next");
  line("  write versioning = false in examples/source/S3/test-poc-3/test-poc-3.tfvars, and run the demo again");
  line("  node_modules/.bin/node dist/cli/index.js discover --working-dir examples/source --controller-dir examples/controller");
  line("  docs/quick-start.md: your own controller and source repositories, step by step");
}

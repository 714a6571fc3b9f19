import { ANSWERS_RECORD, answersKey, askingKey, spanAt, type Answer, type AnswersRecord } from "../domain/evidence/fleet.ts";
import { canonicalJson } from "../domain/text/canonical-json.ts";
import type { Clock } from "../ports/clock.ts";
import type { PullRequests } from "../ports/pull-requests.ts";
import type { Signer, Verifier } from "../ports/signing.ts";
import type { Fleet } from "./fleet.ts";

/** What may be asked about a pull request, so that one runner's answer does for others. */
type Questions = Pick<
  PullRequests,
  "get" | "mergeBase" | "reviews" | "pushes" | "commits" | "permission" | "teamMembers" | "account" | "comments" | "baseHistory"
>;

/** Answers a question by its name, or asks it. */
type Through = <Told>(question: string, ask: () => Promise<Told>) => Promise<Told>;

function questionsThrough(live: PullRequests, through: Through): PullRequests {
  const questions: Questions = {
    get: () => through("get", () => live.get()),
    mergeBase: (pull) => through(`mergeBase ${pull.baseRef} ${pull.headSha}`, () => live.mergeBase(pull)),
    reviews: () => through("reviews", () => live.reviews()),
    pushes: (pull) => through("pushes", () => live.pushes(pull)),
    commits: (pull) => through("commits", () => live.commits(pull)),
    permission: (login) => through(`permission ${login}`, () => live.permission(login)),
    teamMembers: (team) => through(`teamMembers ${team}`, () => live.teamMembers(team)),
    account: (login) => through(`account ${login}`, () => live.account(login)),
    comments: () => through("comments", () => live.comments()),
    baseHistory: (pull, tip, about) => through(`baseHistory ${tip} ${canonicalJson(about)}`, () => live.baseHistory(pull, tip, about)),
  };
  return { ...live, ...questions };
}

/** Questions that are written down with their answers. */
export interface WrittenDown {
  pullRequests: PullRequests;
  answers: () => Answer[];
  /** No later than the first of the answers. */
  askedAt: () => Date;
}

/** Asks GitHub, and writes down what it answers. The pull request itself is asked for first: with it everything begins anew. */
export function writeDown(live: PullRequests, clock: Pick<Clock, "now">): WrittenDown {
  const answers = new Map<string, unknown>();
  let askedAt = clock.now();
  const through: Through = async (question, ask) => {
    if (question === "get") {
      answers.clear();
      askedAt = clock.now();
    }
    const answer = await ask();
    answers.set(question, answer);
    return answer;
  };
  const handedOn = (question: string, answer: unknown): Answer => {
    // Our own comments are long, and decide nothing.
    const short = question === "comments" ? (answer as { ours: boolean }[]).filter(({ ours }) => !ours) : answer;
    return { question, answer: JSON.parse(JSON.stringify(short)) as Answer["answer"] };
  };
  return {
    pullRequests: questionsThrough(live, through),
    answers: () => [...answers].map(([question, answer]) => handedOn(question, answer)),
    askedAt: () => askedAt,
  };
}

/** What was answered to another runner; GitHub is asked for the rest. */
function goBy(answers: readonly Answer[], live: PullRequests): PullRequests {
  const known = new Map(answers.map(({ question, answer }) => [question, answer]));
  return questionsThrough(live, async (question, ask) => {
    const answer = known.get(question);
    // A runner of this very run and release wrote and signed it: its shape is ours.
    return answer === undefined ? await ask() : (structuredClone(answer) as Awaited<ReturnType<typeof ask>>);
  });
}

export interface AnswersPorts {
  pullRequests: PullRequests;
  signer: Signer;
  verifier: Verifier | null;
  clock: Pick<Clock, "now">;
  sleep: (ms: number) => Promise<void>;
}

/** How a part of a run asks about the pull request. */
export interface AskedTogether {
  pullRequests: PullRequests;
  /** Lets the other runners go by what this one was answered, where it asked for them. */
  handOn: () => Promise<void>;
}

const WAIT_MS = 2_000;
const WAITS = 20;

/**
 * The number of runners must not show in the number of requests: all that begin within five minutes go by what one of them was answered, at first by
 * what the runner that shared the work out was. Who finds nobody's answers in time asks for itself.
 */
export async function askTogether(fleet: Fleet, ports: AnswersPorts): Promise<AskedTogether> {
  const { partition, store } = fleet;
  const { pullRequests: live, clock } = ports;
  const heard = (answers: readonly Answer[]): AskedTogether => ({ pullRequests: goBy(answers, live), handOn: () => Promise.resolve() });
  const span = spanAt(partition, clock.now());
  if (span === 0) return heard(partition.answers);
  const known = await answersOf(fleet, span, ports);
  if (known !== null) return heard(known);
  if ((await store.create(askingKey(partition.run, span), Buffer.from(""))) === "exists") {
    const waited = await waitFor(() => answersOf(fleet, span, ports), ports);
    return waited === null ? { pullRequests: live, handOn: () => Promise.resolve() } : heard(waited);
  }
  const written = writeDown(live, clock);
  return {
    pullRequests: written.pullRequests,
    handOn: async () => {
      const answers = written.answers();
      if (answers.length > 0) await keepAnswers(fleet, span, answers, ports.signer);
    },
  };
}

async function waitFor<Found>(look: () => Promise<Found | null>, { sleep }: Pick<AnswersPorts, "sleep">): Promise<Found | null> {
  for (let wait = 0; wait < WAITS; wait += 1) {
    await sleep(WAIT_MS);
    const found = await look();
    if (found !== null) return found;
  }
  return null;
}

/** What another runner of the run was answered in a span of time; null: nothing that can be believed. */
async function answersOf(
  { partition: { run }, store, sha256 }: Fleet,
  span: number,
  { verifier }: Pick<AnswersPorts, "verifier">,
): Promise<Answer[] | null> {
  const object = await store.get(answersKey(run, span));
  if (object === null) return null;
  const read = ANSWERS_RECORD.safeParse(await verifier?.verify(new TextDecoder().decode(object.body), "tf-orchestrator-answers"));
  // The partition's digest binds it to the run, its attempt and the head.
  return read.success && read.data.partition_sha256 === sha256 && read.data.span === span ? read.data.answers : null;
}

async function keepAnswers({ partition: { run }, store, sha256 }: Fleet, span: number, answers: Answer[], signer: Signer): Promise<void> {
  const record: AnswersRecord = { v: 1, run, partition_sha256: sha256, span, answers };
  const jws = await signer.sign(record, "tf-orchestrator-answers");
  // Where something is there, nobody believes it or somebody was quicker: each goes by what it has.
  await store.create(answersKey(run, span), Buffer.from(jws));
}

import { createRedactor } from "../../src/domain/report/redaction/redactor.ts";
import { secretsIn } from "../../src/domain/report/redaction/sensitive-values.ts";
import { HARMLESS_SAMPLES } from "../../__tests__/fixtures/redaction/harmless.ts";
import { SECRET_SAMPLES, SECRET_SHAPES } from "../../__tests__/fixtures/redaction/secrets.ts";
import { listed, median, type Measure } from "./measures.ts";
import type { Setting } from "./setting.ts";
import { withSlowness } from "./speed.ts";

const TIMES = 5;
const PLAN_CHARACTERS = 10_000_000;

/** What redaction hides of made-up secrets and of harmless texts, and how long a large plan takes. */
export async function measureRedaction({ folder, say }: Setting): Promise<Measure[]> {
  const redact = createRedactor([]);
  const leaked = SECRET_SAMPLES.filter(({ text, secret }) => redact(text).includes(secret));
  const hidden = HARMLESS_SAMPLES.filter(({ text, beside }) => {
    const secrets =
      beside === undefined ? [] : secretsIn([{ path: ["things", "x", beside[0]], value: { kind: "string", value: beside[1] } }]);
    return createRedactor(secrets)(text) !== text;
  });
  for (const { name } of leaked) say(`leaked: ${name}`);
  for (const { text } of hidden) say(`hidden: ${text}`);
  const { result: times, slowness } = await withSlowness(folder, () => Promise.resolve(timesOfPlans()));
  say(`${SECRET_SAMPLES.length} texts with secrets, ${HARMLESS_SAMPLES.length} without, ${TIMES} plans`);
  return [
    rate("secrets that redaction leaves", leaked.length, SECRET_SAMPLES.length, 0, `${SECRET_SHAPES} shapes`),
    rate("harmless texts that redaction hides", hidden.length, HARMLESS_SAMPLES.length, 1, ""),
    {
      what: "redaction of a plan of 10 MB, CPU",
      value: median(times),
      unit: "s",
      atReferenceSpeed: median(times) / slowness,
      target: 1,
      detail: listed(times, "s"),
    },
  ];
}

/** In seconds. */
function timesOfPlans(): number[] {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    // Other lines each time: those of an earlier one are known.
    const plan = largePlan(time);
    const read = createRedactor(["made-up-Zq8vT2mKx", { key: "port", value: "5432" }]);
    const started = process.cpuUsage();
    read(plan);
    const { user, system } = process.cpuUsage(started);
    times.push((user + system) / 1_000_000);
  }
  return times;
}

function rate(what: string, count: number, of: number, target: number, more: string): Measure {
  const detail = [`${count} of ${of}`, more].filter((part) => part !== "").join(", ");
  return { what, value: (100 * count) / of, unit: "%", target, detail };
}

/** Lines that hardly repeat, as those of many different resources. */
function largePlan(time: number): string {
  const blocks: string[] = [];
  let characters = 0;
  for (let index = 0; characters < PLAN_CHARACTERS; index += 1) {
    const some = (salt: number) => (Math.imul(index * 31 + salt + time * 7_919, 2_654_435_761) >>> 0).toString(36);
    const block = `  # module.s3["x${index}"].aws_s3_bucket.this["data-${some(1)}"] will be created
  + resource "aws_s3_bucket" "this" {
      + arn      = (known after apply)
      + bucket   = "team-${some(2)}-data"
      + role     = "arn:aws:iam::123456789012:role/x${index}"
      + cidr     = "10.${index % 250}.0.0/16"
      + password = "${some(3)}"
      + port     = 5432
      + tags     = {
          + "Owner"     = "team-${some(4)}"
          + "Key${some(5)}" = "${some(6)} some text of it, with words"
        }
    }

`;
    blocks.push(block);
    characters += block.length;
  }
  return blocks.join("");
}

// A fixed piece of work, as our own is: texts are parsed, compared, hashed and put together again. What it takes tells machines, and hours of one
// machine, apart. It must stay as it is: a change makes figures of before and after incomparable.
import { createHash } from "node:crypto";

const ROUNDS = 300;

const resources = Array.from({ length: 400 }, (_, index) => ({
  address: `module.keys["key-${(index * 7919) % 400}"].aws_kms_key.this`,
  change: { actions: ["create"], after: { description: `key ${index}`, rotation: index % 2 === 0, tags: { Owner: `team-${index % 9}` } } },
}));
const text = JSON.stringify({ resources });
let found = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  const plan = JSON.parse(text);
  const byAddress = new Map(plan.resources.map((resource) => [resource.address, resource]));
  const addresses = [...byAddress.keys()].sort();
  const lines = addresses.map((address) => `${address} = ${sortedJson(byAddress.get(address).change)}`);
  createHash("sha256").update(lines.join("\n")).digest("hex");
  for (const line of lines) if (/team-[0-4]\b/.test(line.replace(/"([a-z]+)":/g, "$1 = "))) found += 1;
}
if (found === 0) throw new Error("the yardstick did nothing");

function sortedJson(value) {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`).join(",")}}`;
}

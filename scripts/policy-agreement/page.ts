import { code, table } from "../markdown-tables.ts";
import type { Judgement, RuleAgreement } from "./compare.ts";

export interface AgreementFigures {
  checkovVersion: string;
  good: number;
  bad: number;
  /** Denies of the profile `baseline` in the good configurations. */
  deniesInGood: { configuration: string; rule: string; address: string }[];
  /** Rules that name a check of Checkov. */
  rulesWithChecks: number;
  agreements: readonly RuleAgreement[];
}

export interface Totals {
  asked: number;
  agreed: number;
  judged: number;
  unexplained: number;
}

export function totalsOf(agreements: readonly RuleAgreement[]): Totals {
  const sum = (of: (agreement: RuleAgreement) => number) => agreements.reduce((total, agreement) => total + of(agreement), 0);
  return {
    asked: sum(({ asked }) => asked),
    agreed: sum(({ bothFind, neitherFinds, elsewhere }) => bothFind + neitherFinds + elsewhere),
    judged: sum(({ disagreements }) => disagreements.filter(({ judgement }) => judgement !== null).length),
    unexplained: sum(({ disagreements }) => disagreements.filter(({ judgement }) => judgement === null).length),
  };
}

/** docs/policies-agreement.md */
export function agreementPage({ checkovVersion, good, bad, deniesInGood, rulesWithChecks, agreements }: AgreementFigures): string {
  const { asked, agreed, judged, unexplained } = totalsOf(agreements);
  const judgements = [...Map.groupBy(agreements.flatMap(judgedIn), ({ judgement }) => judgement)];
  const open = agreements.flatMap(({ disagreements }) => disagreements.filter(({ judgement }) => judgement === null));
  return `# Agreement with Checkov

The bundled rules name the checks of [Checkov](checkov.md) that ask for the same thing. This page holds the two against each other, resource by resource, over ${good + bad} configurations
that are written the way people write them: ${good} good ones, which should pass, and ${bad} bad ones, which should not. They have modules, \`count\`, \`for_each\`, dynamic blocks, data sources and values known only after
apply. \`npm run policies:agreement\` makes the page from plans and answers that are kept, and a test compares it; \`-- --record\` plans everything and asks Checkov again.

| | |
| --- | --- |
| Checkov | ${checkovVersion} |
| rules that name a check | ${rulesWithChecks}, of which ${agreements.length} had something to judge here |
| resources judged by a rule and its checks | ${asked} |
| the same answer | ${agreed} (${percent(agreed, asked)}) |
| different, and judged by hand below | ${judged} (${percent(judged, asked)}) |
| different, and not explained | ${unexplained} (${percent(unexplained, asked)}) |
| explained agreement | **${percent(agreed + judged, asked)}** |
| denies in the good configurations, profile \`baseline\` | **${deniesInGood.length}** |

Rules that are opt-in were asked too. A finding counts at any level, also a warning on a value known only after apply.
${deniesInGood.length === 0 ? "" : `\n${deniesInGood.map(({ configuration, rule, address }) => `- ${code(configuration)}: ${code(rule)} on ${code(address)}`).join("\n")}\n`}
## By rule

On how many resources both find something, neither does, or only one. "Elsewhere": both find it in one module, each at another address, such as a bucket and its public access block; it counts as the same answer.

${table(
  ["rule", "what it asks", "checks", "both find", "neither", "elsewhere", "only the rule", "only Checkov", "agreement"],
  agreements.map((agreement) => {
    const { rule, bothFind, neitherFinds, elsewhere, disagreements } = agreement;
    const only = (found: "rule" | "checkov") => String(disagreements.filter(({ disagreement }) => disagreement.found === found).length);
    return [
      code(rule.id),
      rule.title,
      rule.checks.join(", "),
      ...[bothFind, neitherFinds, elsewhere].map(String),
      only("rule"),
      only("checkov"),
      percent(bothFind + neitherFinds + elsewhere, agreement.asked),
    ];
  }),
)}

## Disagreements, judged

"Both": they ask different things under one name, and each is right about its own.

${table(
  ["rule", "finds something", "where", "right is", "why"],
  judgements.map(([judgement, all]) => [
    code(judgement.rule),
    judgement.found === "rule" ? "the rule" : `Checkov (${[...new Set(all.flatMap(({ checks }) => checks))].join(", ")})`,
    `${all.length} of ${[...new Set(all.map(({ configuration }) => configuration))].map(code).join(", ")}`,
    { rule: "the rule", checkov: "Checkov", both: "both" }[judgement.right],
    judgement.why,
  ]),
)}
${
  open.length === 0
    ? ""
    : `\n## Not explained\n\n${open.map(({ disagreement: { rule, configuration, address, found, checks } }) => `- ${code(rule)} ${found === "rule" ? "alone" : `not, but ${checks.join(", ")}`}: ${code(configuration)} ${code(address)}`).join("\n")}\n`
}`;
}

function judgedIn({ disagreements }: RuleAgreement) {
  return disagreements.flatMap(({ disagreement, judgement }): { judgement: Judgement; configuration: string; checks: string[] }[] =>
    judgement === null ? [] : [{ judgement, configuration: disagreement.configuration, checks: disagreement.checks }],
  );
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}

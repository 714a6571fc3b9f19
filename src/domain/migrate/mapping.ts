import { z } from "zod";
import { checked, dotted, readYaml } from "../controller/yaml-file.ts";
import { ConfigurationError } from "../model/errors.ts";
import type { Finding, Location } from "../model/finding.ts";

/** Where some resources of an old state go. */
export interface MoveRule {
  /** A pattern over addresses in which `*` stands for any characters. */
  resources: string;
  /** The id or the state key of a deployment; null: they stay. Its nth `*` is what the nth of `resources` stands for, as in `as`. */
  to: string | null;
  /** The new address; null: as it was. */
  as: string | null;
  /** `migrate.yaml:3` or `--move`. */
  where: string;
}

export interface Mapping {
  /** The first that fits counts. */
  rules: MoveRule[];
  /** What becomes of resources that no rule fits. */
  others: "propose" | "stay";
  /** Provider's source in the old state → in the new code. */
  providers: ReadonlyMap<string, string>;
}

export const MAPPING_FILE = "migrate.yaml";

const pattern = z.string().trim().min(1, "expected an address, where * stands for anything").max(4096);
const source = z
  .string()
  .regex(/^[\w.-]+(?::\d{1,5})?\/[\w-]+\/[\w-]+$/, "expected a provider's full source such as registry.terraform.io/hashicorp/aws");

const MAPPING = z.strictObject({
  move: z
    .array(
      z.strictObject({
        resources: pattern,
        to: z.string().trim().min(1, "expected the id of a deployment, or its state key").max(512),
        as: pattern.optional(),
      }),
    )
    .optional(),
  stay: z.array(pattern).optional(),
  others: z.enum(["propose", "stay"]).optional(),
  providers: z.record(source, source).optional(),
});

/**
 * What the flags and the file say. Flags come first, then `stay`, then `move` of the file.
 * @param flags `PATTERN => DEPLOYMENT` or `PATTERN => DEPLOYMENT => NEW ADDRESS`.
 * @throws ConfigurationError with everything that is wrong in either.
 */
export function readMapping(flags: readonly string[], file: { name: string; text: string } | null): Mapping {
  const findings: Finding[] = [];
  const rules = flags.flatMap((flag) => {
    const [resources = "", to = "", as, more] = flag.split("=>").map((part) => part.trim());
    const isRead = resources !== "" && to !== "" && as !== "" && more === undefined;
    if (!isRead)
      findings.push(
        wrong(
          { file: "--move" },
          `got ${JSON.stringify(flag)}, expected 'PATTERN => DEPLOYMENT' or 'PATTERN => DEPLOYMENT => NEW ADDRESS'`,
        ),
      );
    return isRead ? [{ resources, to, as: as ?? null, where: "--move" }] : [];
  });
  const yaml = file === null ? null : readYaml(file.name, file.text);
  const read = yaml === null ? null : checked(yaml, MAPPING);
  findings.push(...(read?.findings ?? []));
  const said = read?.value ?? {};
  const at = (path: readonly PropertyKey[]): string => {
    const { file: name = "", line } = yaml?.locate(path) ?? {};
    return line === undefined ? name : `${name}:${line}`;
  };
  const all: MoveRule[] = [
    ...rules,
    ...(said.stay ?? []).map((resources, index) => ({ resources, to: null, as: null, where: at(["stay", index]) })),
    ...(said.move ?? []).map(({ resources, to, as = null }, index) => ({ resources, to, as, where: at(["move", index]) })),
  ];
  findings.push(...all.flatMap(tooManyStars));
  if (findings.length > 0) throw new ConfigurationError("the mapping needs a change:", findings);
  return { rules: all, others: said.others ?? "propose", providers: new Map(Object.entries(said.providers ?? {})) };
}

function tooManyStars({ resources, to, as, where }: MoveRule): Finding[] {
  const least = starsIn(resources);
  return [["to", to] as const, ["as", as] as const].flatMap(([name, text]) =>
    text !== null && starsIn(text) > least
      ? [
          wrong(
            { file: where },
            `${dotted([name])}: got ${starsIn(text)} *, expected at most the ${least} of ${JSON.stringify(resources)}: each takes what the one there stands for`,
          ),
        ]
      : [],
  );
}

function starsIn(text: string): number {
  return text.split("*").length - 1;
}

export function wrong(location: Location, message: string): Finding {
  return { rule: "migrate", level: "deny", severity: "high", message, remediation: "", location, overridable: false };
}

/** What each `*` of a pattern stands for, the shortest first; null: the text does not fit. Steps: pattern × text at most. */
export function starsOf(pattern: string, text: string): string[] | null {
  const [head = "", ...pieces] = pattern.split("*");
  if (pieces.length === 0) return pattern === text ? [] : null;
  const tail = pieces.pop() ?? "";
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return null;
  const end = text.length - tail.length;
  const stars: string[] = [];
  let from = head.length;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at === -1 || at + piece.length > end) return null;
    stars.push(text.slice(from, at));
    from = at + piece.length;
  }
  return [...stars, text.slice(from, end)];
}

/** A text with each `*` replaced in order. */
export function filled(text: string, stars: readonly string[]): string {
  return text.split("*").reduce((before, piece, index) => `${before}${stars[index - 1] ?? ""}${piece}`);
}

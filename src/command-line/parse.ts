import { Command as Parser, CommanderError, Option } from "commander";
import { ConfigurationError } from "../domain/model/errors.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import { VERSION } from "../version.ts";
import { COMMANDS, usageOf, wordsOf, type Command } from "./commands.ts";
import { flagOf, OPTIONS, type OptionName, type Options, type OptionSpec } from "./options.ts";

export type Parsed =
  | { kind: "run"; command: Command; options: Options; words: string[] }
  /** Help or version. `asked`: somebody wanted it. */
  | { kind: "text"; text: string; asked: boolean };

/**
 * Reads the words after the program's name.
 * @param columns Width of the help.
 * @throws ConfigurationError for what cannot be meant, with the nearest name.
 */
export function parse(args: readonly string[], columns: number): Parsed {
  const found: Parsed[] = [];
  let text = "";
  const parser = new Parser("tf-orchestrator").description(
    `Version ${VERSION}. Runs Terraform for many deployments, each with its own state.`,
  );
  parser
    .exitOverride()
    .configureOutput({
      writeOut: (part) => (text += part),
      writeErr: (part) => (text += part),
      outputError: () => undefined,
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: false, subcommandTerm: (command) => usageOf(command.name(), COMMANDS[command.name()] ?? {}) })
    .version(VERSION, "-v, --version", "prints the version")
    .helpOption("-h, --help", "prints this")
    .helpCommand("help [COMMAND]", "Says how a command is used.")
    .addHelpText("after", "\nEach command has its own options: tf-orchestrator help COMMAND.");
  for (const [name, command] of Object.entries(COMMANDS))
    parser.addCommand(
      subcommand(name, command, (options, words) => {
        found.push({ kind: "run", command, options, words });
      }).copyInheritedSettings(parser),
    );
  try {
    checkHelp(args);
    parser.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (["commander.helpDisplayed", "commander.help", "commander.version"].includes(error.code))
      return { kind: "text", text, asked: error.exitCode === 0 };
    throw new ConfigurationError(saidOf(error, args));
  }
  const [parsed] = found;
  if (parsed === undefined) throw new Error("no command was found");
  return parsed;
}

/** The parser would answer help for a command that is not there with help for all. */
function checkHelp([first, name]: readonly string[]): void {
  if (first === "help" && name !== undefined && !Object.hasOwn(COMMANDS, name)) throw new ConfigurationError(unknownCommand(name));
}

function unknownCommand(found: string): string {
  const names = Object.keys(COMMANDS);
  return `${found}: no such command, expected one of ${names.join(", ")}${didYouMean(found, names)}`;
}

function subcommand(name: string, command: Command, run: (options: Options, words: string[]) => void): Parser {
  const parser = new Parser(name)
    .description(sentenceOf(command.summary))
    .helpOption("-h, --help", "prints this")
    .addHelpText(
      "after",
      ["", command.examples.length > 1 ? "Examples:" : "Example:", ...command.examples.map((line) => `  ${line}`)].join("\n"),
    );
  // A word that is missing is the command's own to tell: it knows what to say.
  for (const word of wordsOf(command)) parser.argument(`[${word.replace(/[[\]]/g, "")}]`);
  const byKey = new Map<string, OptionName>();
  for (const taken of command.takes) {
    const option = optionOf(taken);
    byKey.set(option.attributeName(), taken);
    parser.addOption(option);
  }
  return parser.action(() => {
    const given = parser.opts<Record<string, unknown>>();
    for (const [key, option] of byKey) checkChoice(option, given[key]);
    run({ ...DEFAULTS, ...Object.fromEntries([...byKey].map(([key, option]) => [option, given[key] ?? DEFAULTS[option]])) }, parser.args);
  });
}

function sentenceOf(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function optionOf(name: OptionName): Option {
  const spec: OptionSpec = OPTIONS[name];
  const option = new Option(spec.value === undefined ? `--${name}` : `--${name} <${spec.value}>`, spec.about);
  if (spec.default !== undefined) option.default(spec.default, spec.default);
  if (spec.repeated === true) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  return option;
}

/** @throws ConfigurationError for a value that is not among the only ones. */
function checkChoice(name: OptionName, value: unknown): void {
  const { choices }: OptionSpec = OPTIONS[name];
  if (choices === undefined || typeof value !== "string" || choices.includes(value)) return;
  throw new ConfigurationError(
    `--${name}: got ${JSON.stringify(value)}, expected one of ${choices.join(", ")}${didYouMean(value, choices)}`,
  );
}

const DEFAULTS = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, spec]: [string, OptionSpec]) => [
    name,
    spec.repeated === true ? [] : (spec.default ?? (spec.value === undefined ? false : undefined)),
  ]),
) as unknown as Options;

/** The parser's mistake in our words: what was found, what is expected, where to look. */
function saidOf({ code, message }: CommanderError, args: readonly string[]): string {
  // Only the first word is a command: what stands before it is out of its place.
  const name = args[0] !== undefined && Object.hasOwn(COMMANDS, args[0]) ? args[0] : undefined;
  const command = name === undefined ? undefined : COMMANDS[name];
  const found = /'([^']*)'/.exec(message)?.[1] ?? "";
  switch (code) {
    case "commander.unknownCommand":
      return unknownCommand(found);
    case "commander.unknownOption":
      return unknownOption(found, name, command);
    case "commander.optionMissingArgument":
      return `${found.split(" ")[0] ?? found}: the value is missing, expected ${found.replace(/[<>]/g, "")}`;
    case "commander.excessArguments": {
      const words = args.slice(args.indexOf(name ?? "") + 1).filter((word) => !word.startsWith("-"));
      const extra = words.slice(wordsOf(command).length).join(" ");
      return `${name ?? ""}: got the extra argument ${JSON.stringify(extra)}, expected tf-orchestrator ${usageOf(name ?? "", command ?? {})}`;
    }
    default:
      return message.replace(/^error: /, "");
  }
}

function unknownOption(found: string, name: string | undefined, command: Command | undefined): string {
  const [flag = found, value] = found.split("=", 2);
  const known = flag.replace(/^--/, "");
  if (name === undefined || command === undefined)
    return isOption(known)
      ? `${flag}: options come after the command, as in tf-orchestrator plan ${flagOf(known, OPTIONS[known])}`
      : `${flag}: no such option; tf-orchestrator --help lists the commands`;
  if (isOption(known) && command.takes.includes(known)) return `${flag}: got ${JSON.stringify(value)}, expected no value`;
  if (isOption(known)) {
    const takers = Object.entries(COMMANDS).flatMap(([other, { takes }]) => (takes.includes(known) ? [other] : []));
    return `${flag}: ${name} does not take it, only ${takers.join(", ")} ${takers.length === 1 ? "does" : "do"}`;
  }
  const flags = [...command.takes, "help"].map((taken) => `--${taken}`);
  return `${flag}: ${name} has no such option${didYouMean(flag, flags)}; tf-orchestrator help ${name} lists them`;
}

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

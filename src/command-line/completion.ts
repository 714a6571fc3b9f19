import { ConfigurationError } from "../domain/model/errors.ts";
import { didYouMean } from "../domain/text/nearest.ts";
import type { Command } from "./commands.ts";
import { OPTIONS, print, printJson, type ExitCode, type Options, type OptionSpec } from "./options.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];
type Commands = Readonly<Record<string, Command>>;

/** Prints the script that completes commands, options and values in a shell. */
export function runCompletion({ json }: Options, [shell]: readonly string[], commands: Commands): Promise<ExitCode> {
  const known = SHELLS.find((each) => each === shell);
  if (known === undefined) {
    const found = shell === undefined ? "the shell is missing" : `got ${JSON.stringify(shell)}`;
    throw new ConfigurationError(
      `completion: ${found}, expected one of ${SHELLS.join(", ")}${shell === undefined ? "" : didYouMean(shell, SHELLS)}`,
    );
  }
  const script = SCRIPTS[known](commands);
  return Promise.resolve(json ? printJson({ shell: known, script }) : print(script));
}

const SCRIPTS: Readonly<Record<Shell, (commands: Commands) => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

const SPECS: [string, OptionSpec][] = Object.entries(OPTIONS);
const HELP = "prints this";

function flagsOf({ takes }: Command): string[] {
  return [...takes, "help"].map((name) => `--${name}`);
}

// ── bash ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function bashScript(commands: Commands): string {
  const names = [...Object.keys(commands), "help"];
  const flags = (wanted: (spec: OptionSpec) => boolean) =>
    SPECS.filter(([, spec]) => spec.value !== undefined && wanted(spec)).map(([name]) => `--${name}`);
  const choices = SPECS.flatMap(([name, spec]) =>
    spec.choices === undefined ? [] : [`    --${name}) ${bashWords(spec.choices)}; return ;;`],
  );
  const others = flags((spec) => spec.completes === undefined && spec.choices === undefined);
  const cases = Object.entries(commands).map(
    ([name, command]) => `    ${name}) ${bashWords([...(command.words ?? []), ...flagsOf(command)])} ;;`,
  );
  return `# bash completion of tf-orchestrator: source <(tf-orchestrator completion bash)
_tf_orchestrator() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local IFS=$'\\n'
  COMPREPLY=()
  case "$previous" in
    ${flags((spec) => spec.completes === "folder").join("|")}) COMPREPLY=($(compgen -d -- "$current")); return ;;
    ${flags((spec) => spec.completes === "file").join("|")}) COMPREPLY=($(compgen -f -- "$current")); return ;;
${choices.join("\n")}
    ${others.join("|")}) return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then ${bashWords(names)}; return; fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    help) ${bashWords(Object.keys(commands))} ;;
  esac
}
complete -o filenames -F _tf_orchestrator tf-orchestrator`;
}

function bashWords(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W $'${words.join("\\n")}' -- "$current"))`;
}

// ── zsh ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function zshScript(commands: Commands): string {
  const described = Object.entries(commands).map(([name, { summary }]) => `    ${zshText(`${name}:${summary}`)}`);
  const cases = Object.entries(commands).map(([name, command]) => {
    const words = command.words === undefined ? [] : [zshText(`1:${command.word ?? ""}:(${command.words.join(" ")})`)];
    const options = command.takes.map((option) => zshText(zshOption(option, OPTIONS[option])));
    return `    ${name}) _arguments ${[...words, ...options, zshText(`--help[${HELP}]`)].join(" ")} ;;`;
  });
  return `#compdef tf-orchestrator
# zsh completion of tf-orchestrator: source <(tf-orchestrator completion zsh), or a file _tf-orchestrator in a folder of fpath
_tf_orchestrator() {
  local -a commands=(
${described.join("\n")}
    ${zshText("help:says how a command is used")}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local command=$words[2]
  shift words
  (( CURRENT -= 1 ))
  case $command in
${cases.join("\n")}
    help) _describe command commands ;;
  esac
}
if [ "$funcstack[1]" = "_tf-orchestrator" ]; then _tf_orchestrator "$@"; else compdef _tf_orchestrator tf-orchestrator; fi`;
}

function zshOption(name: string, spec: OptionSpec): string {
  const head = `${spec.repeated === true ? "*" : ""}--${name}[${zshEscaped(spec.about)}]`;
  if (spec.value === undefined) return head;
  const action = spec.choices === undefined ? ACTIONS.zsh[spec.completes ?? "nothing"] : `(${spec.choices.join(" ")})`;
  return `${head}:${zshEscaped(spec.value.replace(/"/g, ""))}:${action}`;
}

function zshEscaped(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&");
}

function zshText(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

// ── fish ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function fishScript(commands: Commands): string {
  const line = "complete -c tf-orchestrator";
  const lines = Object.entries(commands).flatMap(([name, command]) => {
    const here = `${line} -n '__fish_seen_subcommand_from ${name}'`;
    const words = command.words === undefined ? [] : [`${here} -a ${fishText(command.words.join(" "))}`];
    return [
      `${line} -n __fish_use_subcommand -a ${name} -d ${fishText(command.summary)}`,
      ...words,
      ...command.takes.map((option) => `${here} ${fishOption(option, OPTIONS[option])}`),
      `${here} -l help -d ${fishText(HELP)}`,
    ];
  });
  return [
    "# fish completion of tf-orchestrator: tf-orchestrator completion fish | source",
    `${line} -f`,
    ...lines,
    `${line} -n __fish_use_subcommand -a help -d 'says how a command is used'`,
    `${line} -n '__fish_seen_subcommand_from help' -a ${fishText(Object.keys(commands).join(" "))}`,
  ].join("\n");
}

function fishOption(name: string, spec: OptionSpec): string {
  const about = `-d ${fishText(spec.about)}`;
  if (spec.value === undefined) return `-l ${name} ${about}`;
  const action = spec.choices === undefined ? ACTIONS.fish[spec.completes ?? "nothing"] : `-x -a ${fishText(spec.choices.join(" "))}`;
  return `-l ${name} ${action} ${about}`;
}

function fishText(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** How a shell completes a value: to a file, a folder, or not at all. */
const ACTIONS = {
  zsh: { file: "_files", folder: "_files -/", nothing: "" },
  fish: { file: "-r -F", folder: "-x -a '(__fish_complete_directories)'", nothing: "-x" },
} as const;

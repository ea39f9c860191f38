import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = typeof SHELLS[number];

/** A script that completes a program's commands, their options, and the choices of both; files everywhere else. */
export function completionScript(shell: Shell, program: Command): string {
  return { bash, zsh, fish }[shell](program);
}

function bash(program: Command): string {
  const choices = program.commands.flatMap((command) => command.options.filter(({ argChoices }) => argChoices)
    .map((option) => `    '${command.name()} ${option.long}') words='${option.argChoices!.join(' ')}' ;;`));
  const options = program.commands.map((command) => (
    `      ${command.name()}) [[ $current == -* ]] && words='${[...command.options.map(({ long }) => long), '--help'].join(' ')}' || words='${argumentChoices(command).join(' ')}' ;;`));
  return `${functionName(program)}() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${choices.join('\n')}
    *) if ((COMP_CWORD == 1)); then words='${names(program).join(' ')} help'; else case \${COMP_WORDS[1]} in
${options.join('\n')}
      help) words='${names(program).join(' ')}' ;;
    esac; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F ${functionName(program)} ${program.name()}
`;
}

function zsh(program: Command): string {
  const quoted = (text: string) => text.replace(/'/g, "'\\''").replace(/[[\]:\\]/g, '\\$&');
  const specOf = (option: Option) => (
    `'${option.long}[${quoted(option.description)}]${takesValue(option) ? `:value:${option.argChoices ? `(${option.argChoices.join(' ')})` : '_files'}` : ''}'`);
  const cases = program.commands.map((command) => {
    const choices = argumentChoices(command);
    return `    ${command.name()}) _arguments ${[...command.options.map(specOf), "'--help[display help]'", `'*:argument:${choices.length > 0 ? `(${choices.join(' ')})` : '_files'}'`].join(' ')} ;;`;
  });
  return `#compdef ${program.name()}
${functionName(program)}() {
  local line state
  _arguments -C '1:command:((${program.commands.map((command) => `${command.name()}\\:"${quoted(command.summary())}"`).join(' ')}))' '*::argument:->rest'
  case $line[1] in
${cases.join('\n')}
    help) _arguments '*:command:(${names(program).join(' ')})' ;;
  esac
}
compdef ${functionName(program)} ${program.name()}
`;
}

function fish(program: Command): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const complete = `complete -c ${program.name()}`;
  const lines = program.commands.flatMap((command) => {
    const inside = `${complete} -n '__fish_seen_subcommand_from ${command.name()}'`;
    const choices = argumentChoices(command);
    return [
      `${complete} -f -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.summary())}`,
      ...choices.length > 0 ? [`${inside} -f -a ${quoted(choices.join(' '))}`] : [],
      ...command.options.map((option) => [
        inside, `-l ${option.name()}`, ...takesValue(option) ? ['-r'] : [], ...option.argChoices ? [`-f -a ${quoted(option.argChoices.join(' '))}`] : [],
        `-d ${quoted(option.description)}`,
      ].join(' ')),
      `${inside} -l help -d 'display help'`,
    ];
  });
  return `${lines.join('\n')}\n`;
}

function names(program: Command): string[] {
  return program.commands.map((command) => command.name());
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function argumentChoices(command: Command): string[] {
  return command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
}

function functionName(program: Command): string {
  return `_${program.name().replace(/\W/g, '_')}`;
}

import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = typeof SHELLS[number];

/** A script that completes a program's commands, options, and the choices of both; files everywhere else. */
export function completionScript(shell: Shell, program: Command): string {
  return { bash, zsh, fish }[shell](program);
}

function bash(program: Command): string {
  const choices = program.commands.flatMap((command) => command.options.filter(({ argChoices }) => argChoices)
    .map((option) => `    '${command.name()} ${option.long}') words='${option.argChoices!.join(' ')}' ;;`));
  const options = program.commands.map(
    (command) =>
      `      ${command.name()}) [[ $current == -* ]] && `
      + `words='${[...command.options.map(({ long }) => long), '--help'].join(' ')}' || `
      + `words='${argumentChoices(command).join(' ')}' ;;`,
  );
  // bash treats an equals sign as a word of its own.
  return `${functionName(program)}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  case "\${COMP_WORDS[1]} $previous" in
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
  const quoted = (text: string) => `'${text.replace(/'/g, "'\\''")}'`;
  const escaped = (text: string) => text.replace(/[[\]:\\]/g, '\\$&');
  const specOf = (option: Option) => quoted(takesValue(option)
    ? `*${option.long}=[${escaped(option.description)}]:value:${option.argChoices ? `(${option.argChoices.join(' ')})` : '_files'}`
    : `${option.long}[${escaped(option.description)}]`);
  const cases = program.commands.map((command) => {
    const choices = argumentChoices(command);
    const completed = choices.length > 0 ? `(${choices.join(' ')})` : '_files';
    const specifications = [...command.options.map(specOf), "'--help[display help]'", `'*:argument:${completed}'`];
    return `    ${command.name()}) _arguments ${specifications.join(' ')} ;;`;
  });
  const commands = program.commands.map((command) => quoted(`${command.name()}:${command.summary()}`));
  // zsh loads a file of $fpath when it first completes the command, and would otherwise offer nothing that time.
  return `#compdef ${program.name()}
${functionName(program)}() {
  if ((CURRENT == 2)); then
    local -a commands=(${[...commands, "'help:display help'"].join(' ')})
    _describe command commands
    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
${cases.join('\n')}
    help) _arguments '*:command:(${names(program).join(' ')})' ;;
  esac
}
compdef ${functionName(program)} ${program.name()}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then ${functionName(program)}; fi
`;
}

function fish(program: Command): string {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const complete = (command: string) => `complete -c ${program.name()} -n '${functionName(program)} "${command}"'`;
  const lines = program.commands.flatMap((command) => {
    const inside = complete(command.name());
    const choices = argumentChoices(command);
    return [
      `${complete('')} -f -a ${command.name()} -d ${quoted(command.summary())}`,
      ...choices.length > 0 ? [`${inside} -f -a ${quoted(choices.join(' '))}`] : [],
      ...command.options.map((option) =>
        [
          inside,
          `-l ${option.name()}`,
          ...takesValue(option) ? ['-r'] : [],
          ...option.argChoices ? [`-f -a ${quoted(option.argChoices.join(' '))}`] : [],
          `-d ${quoted(option.description)}`,
        ].join(' '),
      ),
      `${inside} -l help -d 'display help'`,
    ];
  });
  // fish's own functions search the whole line for a command, and a folder may have the name of one.
  return `function ${functionName(program)}
  set -l words (commandline -opc)
  test "$words[2]" = "$argv[1]"
end
${lines.join('\n')}
${complete('')} -f -a help -d 'display help'
${complete('help')} -f -a ${quoted(names(program).join(' '))}
`;
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

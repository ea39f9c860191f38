import { Argument, Command } from 'commander';
import { completionScript, SHELLS, type Shell } from './completion/script';

const HELP = `
Examples:
  eval "$(cdk-ecs-layered-health completion bash)"                                              in ~/.bashrc
  eval "$(cdk-ecs-layered-health completion zsh)"                                               in ~/.zshrc, after compinit
  cdk-ecs-layered-health completion fish > ~/.config/fish/completions/cdk-ecs-layered-health.fish

Exit code:
  0 printed   64 wrong arguments`;

/** `completion`: prints what makes a shell complete commands, options and their choices. */
export function completionCommand(): Command {
  return new Command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script with which a shell completes commands, options and their choices.')
    .addArgument(new Argument('<SHELL>', 'which shell').choices(SHELLS))
    .addHelpText('after', HELP)
    .action((shell: Shell, _options: object, command: Command) => {
      process.stdout.write(completionScript(shell, command.parent!));
    });
}

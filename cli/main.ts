import { Command, CommanderError } from 'commander';
import { lintCommand } from './lint.command';
import { probeCommand } from './probe.command';
import { sandboxCommand } from './sandbox.command';
import { timelineCommand } from './timeline.command';
import { EXIT_USAGE, UsageError } from './usage-error';

/** Every command of the tool; each is made in a file of its own. */
const COMMANDS: ReadonlyArray<() => Command> = [
  lintCommand,
  probeCommand,
  sandboxCommand,
  timelineCommand,
];

/** Exit code of a mistake of our own (EX_SOFTWARE): 1 to 3 already say how the targets are. */
const EXIT_SOFTWARE = 70;

async function main(): Promise<void> {
  // Names are looked up by Node's thread pool: with the usual four threads, a few resolvers that hang would hold up all targets.
  process.env.UV_THREADPOOL_SIZE ??= '64';
  const program = new Command('cdk-ecs-layered-health')
    .description('Layered health checks of ECS services: which layer is at fault, and would a restart help?')
    .exitOverride()
    .showHelpAfterError('Add --help to see what is allowed.');
  for (const create of COMMANDS) {
    program.addCommand(create().copyInheritedSettings(program));
  }
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  // Commander has printed its own message by now; only --help and --version end well.
  if (error instanceof CommanderError) { return error.exitCode === 0 ? 0 : EXIT_USAGE; }
  if (error instanceof UsageError) {
    process.stderr.write(`error: ${error.message}\nAdd --help to see what is allowed.\n`);
    return EXIT_USAGE;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT_SOFTWARE;
}

// A name whose resolver hangs would keep the process alive for long after its verdict is printed.
void main().then(() => process.stdout.write('', () => process.exit()));

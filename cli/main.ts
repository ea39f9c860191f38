import { CommanderError } from 'commander';
import { createProgram } from './program';
import { EXIT_USAGE, UsageError } from './usage-error';

/** Exit code of an internal error (EX_SOFTWARE): 1 to 3 report the status of targets. */
const EXIT_SOFTWARE = 70;

async function main(): Promise<void> {
  // Node resolves names in its thread pool: with the usual four threads, a few resolvers that hang would delay all targets.
  process.env.UV_THREADPOOL_SIZE ??= '64';
  try {
    await createProgram().parseAsync();
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

// A resolver that hangs would keep the process alive long after its output.
void main().then(() => process.stdout.write('', () => process.exit()));

import { join } from 'node:path';
import { run, type ProgramRun } from '../run-program';

/** What a run of the tool left behind. */
export type CliRun = ProgramRun;

const ROOT = join(__dirname, '..', '..');

/**
 * The command that runs the tool as it is shipped, which starts sooner than from its sources. That it is up to date, bundle.test.ts says.
 */
export const CLI = [process.execPath, join(ROOT, 'assets', 'cli', 'main.js')];

/** Runs the tool as a process of its own. */
export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  return runCommand([...CLI, ...args], env);
}

/** Runs a command from the project's root. */
export async function runCommand(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  return run(command, { ...process.env, ...env });
}

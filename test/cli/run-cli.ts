import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What a run of the tool left behind. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = join(__dirname, '..', '..');

/** The command that runs the tool as it is shipped: five times as fast as from its sources. That it is up to date, bundle.test.ts says. */
export const CLI = [process.execPath, join(ROOT, 'assets', 'cli', 'main.js')];

/** Runs the tool as a process of its own. */
export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  return runCommand([...CLI, ...args], env);
}

/** Runs a command from the project's root. */
export async function runCommand([file, ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  return new Promise((resolve) => {
    const child = execFile(file!, args, { cwd: ROOT, env: { ...process.env, ...env } }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

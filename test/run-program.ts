import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What a program left behind. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program from the project's root. Not synchronous, because it may ask this process for AWS. */
export async function run([program, ...args]: readonly string[], env?: NodeJS.ProcessEnv): Promise<ProgramRun> {
  return new Promise((resolve) => {
    const child = execFile(program!, args, { cwd: join(__dirname, '..'), env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

/** What a program prints that has to succeed. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<{ text: string; errors: string }> {
  const { code, stdout: text, stderr: errors } = await run([program, ...args], env);
  if (code !== 0) { throw new Error(`${program} ${args[0]} ended with ${code}: ${errors}`); }
  return { text, errors };
}

import { spawn, spawnSync } from 'node:child_process';

/** How a command ended. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly output: string;
  readonly milliseconds: number;
}

/** Runs a container check's command as Docker runs it: `CMD` without a shell, exit code 0 is healthy. */
export async function runCommand(command: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<CommandResult> {
  const [form, program, ...words] = command;
  expect(form).toBe('CMD');
  const started = performance.now();
  const child = spawn(program, words, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => { output += chunk; });
  child.stderr.on('data', (chunk) => { output += chunk; });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, output, milliseconds: performance.now() - started };
}

/** Whether a program is on this machine. */
export function installed(program: string): boolean {
  return spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined;
}

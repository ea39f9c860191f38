import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a program prints. Not synchronous, because it may ask this process for AWS. */
export async function runProgram(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<{ text: string; errors: string }> {
  const child = spawn(program, args, { cwd: join(__dirname, '..'), env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, errors] = ['', ''];
  child.stdout.on('data', (chunk) => { text += chunk; });
  child.stderr.on('data', (chunk) => { errors += chunk; });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${program} ${args[0]} ended with ${code}: ${errors}`);
  return { text, errors };
}

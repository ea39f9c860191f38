import { spawnSync } from 'node:child_process';
import { runCommand } from './run-cli';
import { completionScript, SHELLS } from '../../cli/completion/script';
import { createProgram } from '../../cli/program';

const PROGRAM = createProgram();

/** What bash offers for the last of the words. */
async function offered(...words: string[]): Promise<string[]> {
  const run = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cdk_ecs_layered_health; echo "${COMPREPLY[@]}"';
  const { stdout, stderr } = await runCommand(['bash', '-c', `${completionScript('bash', PROGRAM)}\n${run}`, 'bash', 'cdk-ecs-layered-health', ...words]);
  expect(stderr).toBe('');
  return stdout.trim().split(' ').filter((word) => word !== '');
}

test('bash completes commands, options, their choices and those of arguments', async () => {
  expect(await offered('')).toEqual([...PROGRAM.commands.map((command) => command.name()), 'help']);
  expect(await offered('li')).toEqual(['lint']);
  expect(await offered('lint', 'cdk.out', '--f')).toEqual(['--format']);
  expect(await offered('lint', '--format', 's')).toEqual(['sarif']);
  expect(await offered('completion', 'z')).toEqual(['zsh']);
  expect(await offered('help', 'pro')).toEqual(['probe']);
  // Left to bash, which completes files then.
  expect(await offered('lint', 'cdk')).toEqual([]);
});

test.each(SHELLS)('%s knows every command and every option', (shell) => {
  const script = completionScript(shell, PROGRAM);
  for (const command of PROGRAM.commands) {
    const lines = script.split('\n').filter((line) => line.includes(command.name()));
    for (const option of command.options) {
      expect(lines.some((line) => line.includes(shell === 'fish' ? `-l ${option.name()}` : option.long!))).toBe(true);
    }
  }
});

test.each(SHELLS)('%s takes the script, where it is installed', (shell) => {
  const { error, status, stderr } = spawnSync(shell, ['-n'], { input: completionScript(shell, PROGRAM), encoding: 'utf8' });
  // Not every machine has all of them.
  if (!error) { expect({ status, stderr }).toEqual({ status: 0, stderr: '' }); }
});

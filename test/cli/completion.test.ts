import { isInstalled, offers } from './shells';
import { completionScript, SHELLS, type Shell } from '../../cli/completion/script';
import { createProgram } from '../../cli/program';
import { needing } from '../needs';

const PROGRAM = createProgram();
const NAMES = PROGRAM.commands.map((command) => command.name());

/** What is offered for the last word of each line, without descriptions. */
async function offered(shell: Shell, typed: readonly string[], way?: string): Promise<string[][]> {
  const lines = typed.map((line) => `${PROGRAM.name()} ${line}`);
  return (await offers(shell, completionScript(shell, PROGRAM), lines, way)).map((block) => block.map((line) => line.split('\t')[0]!));
}

const missing = SHELLS.filter((shell) => !isInstalled(shell));
const inShell = Object.fromEntries(SHELLS.map((shell) => (
  [shell, needing(missing.includes(shell) ? `completion in ${shell}: install the package ${shell}` : undefined)]
)));

// bash turns to files by itself, where its script offers nothing.
const files = (shell: Shell, ...names: string[]) => (shell === 'bash' ? [] : names);

const LINES: ReadonlyArray<readonly [string, (shell: Shell) => string[]]> = [
  ['', () => [...NAMES, 'help']],
  ['li', () => ['lint']],
  ['nothing', () => []],
  ['lint cdk.out --f', () => ['--fix', '--format']],
  ['lint --format s', () => ['sarif']],
  ['lint --format=s', () => ['sarif']],
  ['lint --format=', () => ['github', 'human', 'json', 'sarif']],
  ['completion z', () => ['zsh']],
  ['help pro', () => ['probe']],
  // May be repeated.
  ['probe https://host/ --body a --bo', () => ['--body']],
  // A file that is called like a command.
  ['lint probe --', () => ['--dry-run', '--explain', '--fix', '--format', '--help']],
  ['lint package', (shell) => files(shell, 'package-lock.json', 'package.json')],
  ['timeline cdk.out --html package-', (shell) => files(shell, 'package-lock.json')],
];

for (const shell of SHELLS) {
  inShell[shell].describe(`${shell} completes`, () => {
    test('commands, options, choices and files', async () => {
      const found = await offered(shell, LINES.map(([line]) => line));
      expect(found.map((words, index) => [LINES[index]![0], words])).toEqual(
        LINES.map(([line, expected]) => [line, expected(shell).sort()]),
      );
    });

    test('every option of every command', async () => {
      const expected = PROGRAM.commands.map(({ options }) => [...options.map(({ long }) => long), '--help'].sort());
      expect(await offered(shell, NAMES.map((name) => `${name} --`))).toEqual(expected);
    });

    test('every choice of every option', async () => {
      const choices = PROGRAM.commands.flatMap((command) => command.options.filter(({ argChoices }) => argChoices)
        .map((option) => ({ line: `${command.name()} ${option.long} `, expected: [...option.argChoices!].sort() })));
      expect(choices.length).toBeGreaterThan(3);
      expect(await offered(shell, choices.map(({ line }) => line))).toEqual(choices.map(({ expected }) => expected));
    });
  });
}

inShell.zsh.test('zsh finds the script in $fpath as well', async () => {
  expect(await offered('zsh', ['li', 'lint --format s', 'completion z'], 'fpath')).toEqual([['lint'], ['sarif'], ['zsh']]);
});

inShell.fish.test('fish says what each option is for, whatever the quotes in it', async () => {
  const lines = NAMES.map((name) => `${PROGRAM.name()} ${name} --`);
  const described = PROGRAM.commands.map(({ options }) =>
    [...options.map(({ long, description }) => `${long}\t${description}`), '--help\tdisplay help'].sort(),
  );
  expect(await offers('fish', completionScript('fish', PROGRAM), lines)).toEqual(described);
});

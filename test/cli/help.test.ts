import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { CLI, runCli } from './run-cli';
import { createProgram } from '../../cli/program';
import { wantsColor, withProgress } from '../../cli/terminal';
import { Listeners } from '../lambda/engine/listeners';

const COMMANDS = createProgram().commands;
const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'cli.md'), 'utf8');

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (more) => { text += more; } }).outputHelp();
  return text;
}

/** The section of a command in the docs. */
function sectionOf(command: Command): string {
  return new RegExp(`^## ${command.name()}\\n([^]*?)(?=^## |(?![^]))`, 'm').exec(PAGE)?.[1] ?? '';
}

/** The options that the usage in the docs names. */
function usageOf(command: Command): string[] {
  const usage = new RegExp(`^\`\`\`sh\\n(${command.name()} [^]*?)^\`\`\`$`, 'm').exec(sectionOf(command))?.[1] ?? '';
  return [...new Set(usage.match(/--[a-z][a-z-]*/g))].sort();
}

test.each(['--version', '-V'])('%s prints the version of the package', async (flag) => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };
  expect(await runCli([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test.each(COMMANDS.map((command) => [command.name(), command] as const))(
  '%s has examples and exit codes in its help and in the docs',
  (name, command) => {
    const help = helpOf(command);
    expect(help).toMatch(new RegExp(`\nExamples:\n(.*\n)*.*cdk-ecs-layered-health ${name}`));
    expect(help).toMatch(/\nExit code.*:\n {2}0 .*64 wrong arguments/);
    const section = sectionOf(command);
    expect(section).toContain(`\`\`\`sh\n${name} `);
    expect(section).toMatch(/\| Exit code \| \|\n\|---\|---\|\n(\| \d+ \| .* \|\n)*\| 64 \|/);
    expect(section).toContain(`cdk-ecs-layered-health ${name}`);
  },
);

test.each(COMMANDS.map((command) => [command.name(), command] as const))(
  '%s: its usage in the docs has its options, and no others',
  (_name, command) => {
    expect(usageOf(command)).toEqual(command.options.map(({ long }) => long!).sort());
  },
);

test('the page has a section for every command', () => {
  expect(COMMANDS.filter((command) => sectionOf(command) === '')).toEqual([]);
});

test('colours and progress are for terminals alone', async () => {
  expect(wantsColor({ write: () => true, isTTY: true }, {})).toBe(true);
  expect(wantsColor({ write: () => true }, {})).toBe(false);
  expect(wantsColor({ write: () => true, isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColor({ write: () => true, isTTY: true }, { TERM: 'dumb' })).toBe(false);

  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  expect(await withProgress('Probing', () => 1, { write })).toBe(1);
  expect(written).toEqual([]);
  expect(await withProgress('Probing', async () => 2, { write, isTTY: true })).toBe(2);
  expect(written.splice(0)).toEqual(['\r\u001b[KProbing … 0 s', '\r\u001b[K']);
  await expect(withProgress('Probing', () => { throw new Error('no'); }, { write, isTTY: true })).rejects.toThrow('no');
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('nothing that is piped is coloured, even where tools are told to', async () => {
  const { stdout, stderr } = await runCli(['lint', 'test/cli/fixtures/hand-written.template.json'], { FORCE_COLOR: '1', CI: 'true' });
  expect(stdout).toContain('1 template');
  expect(stdout + stderr).not.toContain('\u001b');
});

test('probe reads targets from the standard input', async () => {
  const listeners = new Listeners();
  try {
    const port = await listeners.answering(200, 'ok');
    const probe = async (input: string) => new Promise<{ stdout: string; stderr: string }>((resolve) => {
      const child = execFile(CLI[0]!, [...CLI.slice(1), 'probe', '-', '--json'], (_error, stdout, stderr) => resolve({ stdout, stderr }));
      child.stdin!.end(input);
    });
    const { stdout } = await probe(`# ours\n\n  tcp://127.0.0.1:${port}\nhttp://127.0.0.1:${port}/\n`);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { target: string }).target),
    ).toEqual([`tcp://127.0.0.1:${port}`, `http://127.0.0.1:${port}/`]);
    expect((await probe('# nobody\n')).stderr).toContain('The standard input has no target');
  } finally {
    await listeners.close();
  }
});

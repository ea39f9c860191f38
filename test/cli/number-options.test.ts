import type { Command } from 'commander';
import { createProgram } from '../../cli/program';

/** What each option that takes a number accepts at its ends, and what it refuses beyond them. */
const NUMBERS: Readonly<Record<string, { readonly accepts: readonly string[]; readonly refuses: readonly string[] }>> = {
  'init --startup': { accepts: ['0', '99999'], refuses: ['1.5', '-1', '100000', '', 'x'] },
  'init --longest-request': { accepts: ['0', '99999'], refuses: ['1.5', '-1', '100000', '', 'x'] },
  'timeline --startup': { accepts: ['0', '99999'], refuses: ['1.5', '-1', '100000', '', 'x'] },
  'timeline --longest-request': { accepts: ['0', '99999'], refuses: ['1.5', '-1', '100000', '', 'x'] },
  'probe --timeout': { accepts: ['0.5', '1.5', '60'], refuses: ['0', '-1', '60.1', '61', '', 'x'] },
  'probe --idle-timeout': { accepts: ['1', '60', '1.5'], refuses: ['0', '-1', '4001', '', 'x'] },
  'probe --concurrency': { accepts: ['1', '1000'], refuses: ['0', '1.5', '-1', '1001', '', 'x'] },
  'sandbox --jobs': { accepts: ['1', '64'], refuses: ['0', '1.5', '-1', '65', '', 'x'] },
  'sandbox --time-scale': { accepts: ['1', '1.5', '1000'], refuses: ['0', '0.9', '1001', '', 'x'] },
};

const commands = createProgram().commands;

/** What the option's parser makes of a text. */
function parse(name: string, text: string): unknown {
  const [command, flag] = name.split(' ');
  const option = commands.find((one) => one.name() === command)!.options.find(({ long }) => long === flag)!;
  return option.parseArg!(text, undefined);
}

const takesNumber = (command: Command) =>
  command.options.filter(({ flags }) => /<(N|SECONDS)>/.test(flags)).map(({ long }) => `${command.name()} ${long}`);

test('every option that takes a number stands here', () => {
  expect(commands.flatMap(takesNumber).sort()).toEqual(Object.keys(NUMBERS).sort());
});

const rows = (which: 'accepts' | 'refuses') =>
  Object.entries(NUMBERS).flatMap(([name, texts]) => texts[which].map((text) => [name, text] as const));

test.each(rows('accepts'))('%s accepts %s', (name, text) => expect(parse(name, text)).toBe(Number(text)));

test.each(rows('refuses'))('%s refuses "%s"', (name, text) => expect(() => parse(name, text)).toThrow(/^Allowed: /));

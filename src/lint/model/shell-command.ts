import type { ContainerCheck } from './container';

/** One program with its arguments, and what stands between it and the one before. */
export interface Step {
  readonly words: readonly string[];
  /** Empty for the first. */
  readonly after: '' | '|' | '||' | '&&' | ';' | '&';
  /** Whether it opens a file or a connection, so that it fails where that fails, whatever the program is. */
  readonly opens?: boolean;
  /** Whether another program ends it in time. */
  readonly limited?: boolean;
}

export const SHELLS = ['sh', 'bash', 'ash', 'dash', 'zsh'];
/** Words by which a shell branches: the last step of such a script is not known from its text. */
const RESERVED = ['if', 'for', 'while', 'until', 'case', 'select', 'function', 'time', '{', '!', '[[', 'coproc', 'eval', 'exec', 'trap'];
const OPERATOR = /\|\||&&|[;|\n]|&(?!>)/y;
const REDIRECTION = /(?:\d*|&)(?:>>?|<)(?!<)[ \t]*(?:&\d|[^\s;|&<>"'`$()]+)/y;
/** What can always be opened: other descriptors, and devices that every container has. */
const SURE_TARGET = /&\d$|\/dev\/(?:null|stdout|stderr)$/;
const PART = /'([^']*)'|"((?:[^"\\$`]|\$\w+|\$\{\w+\})*)"|\\([^\n])|([^\s;|&<>"'`\\$()#]+|\$\w+|\$\{\w+\}|\$\?|(?<=\S)#)/y;

/** The name of a program without its folder. */
export function programOf({ words }: Step): string {
  return (words[0] ?? '').replace(/^.*\//, '');
}

/** The words of a check that runs without a shell; undefined where it does not, or not certainly. */
export function executedWords({ outline: { items, complete } }: ContainerCheck): readonly string[] | undefined {
  return complete && items[0] === 'CMD' && items.length > 1 ? items.slice(1) : undefined;
}

/** The script that a shell runs; undefined where there is none, or not certainly one. */
export function scriptOf(check: ContainerCheck): string | undefined {
  const { items, complete } = check.outline;
  if (complete && items[0] === 'CMD-SHELL' && items.length === 2) { return items[1]; }
  const words = executedWords(check);
  return words?.length === 3 && words[1] === '-c' && SHELLS.includes(programOf({ words, after: '' })) ? words[2] : undefined;
}

/** The programs that a check runs one after the other; none where they are not certain. */
export function stepsOf(check: ContainerCheck): readonly Step[] {
  const script = scriptOf(check);
  const words = executedWords(check);
  const steps: readonly Step[] = script !== undefined ? parseScript(script) ?? [] : words ? [{ words, after: '' }] : [];
  return steps.map(withoutTimeout);
}

/** `timeout -k 1 4 curl …`: the program that is run, and that it ends in time. */
function withoutTimeout(step: Step): Step {
  if (programOf(step) !== 'timeout') { return step; }
  const duration = step.words.findIndex((word, index) => index > 0 && /^\d+(\.\d+)?[smhd]?$/.test(word)
    && !/^(-[ks]|--(kill-after|signal))$/.test(step.words[index - 1]));
  return duration > 0 && duration + 1 < step.words.length ? { ...step, words: step.words.slice(duration + 1), limited: true } : step;
}

/** Lists, pipes, quotes and redirections of a shell; undefined for everything else, such as branches, subshells and substitutions. */
export function parseScript(script: string): Step[] | undefined {
  const steps: { words: string[]; after: Step['after']; opens?: boolean }[] = [{ words: [], after: '' }];
  let word: string | undefined;
  let index = 0;
  const endWord = () => {
    if (word !== undefined) { steps[steps.length - 1].words.push(word); }
    word = undefined;
  };
  const take = (pattern: RegExp) => {
    pattern.lastIndex = index;
    const match = pattern.exec(script);
    index += match?.[0].length ?? 0;
    return match;
  };
  const redirect = () => {
    const target = take(REDIRECTION)?.[0];
    if (target !== undefined && !SURE_TARGET.test(target)) { steps[steps.length - 1].opens = true; }
    return target !== undefined;
  };
  while (index < script.length) {
    if (take(/[ \t]+|\\\n/y)) {
      endWord();
      continue;
    }
    if (word === undefined && redirect()) { continue; }
    const operator = take(OPERATOR)?.[0];
    if (operator !== undefined) {
      endWord();
      steps.push({ words: [], after: operator === '\n' ? ';' : operator as Step['after'] });
      continue;
    }
    if (redirect()) {
      endWord();
      continue;
    }
    const part = take(PART);
    if (!part) { return undefined; }
    word = (word ?? '') + (part[1] ?? part[2] ?? part[3] ?? part[4] ?? '');
  }
  endWord();
  const last = steps[steps.length - 1];
  // A list that runs in the background exits with 0 at once.
  if (last.after === '&' && last.words.length === 0) { last.words.push(':'); }
  const run = steps.filter(
    ({ words, after }, position) => words.length > 0 || !(after === ';' || (position === 0 && steps[1]?.after === ';')),
  );
  return run.every(({ words }) => words.length > 0 && !RESERVED.includes(words[0])) ? run : undefined;
}

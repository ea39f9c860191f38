import type { ContainerCheck } from './container';

/** One program with its arguments, and what stands between it and the one before. */
export interface Step {
  readonly words: readonly string[];
  /** Empty for the first. */
  readonly after: '' | '|' | '||' | '&&' | ';' | '&';
}

export const SHELLS = ['sh', 'bash', 'ash', 'dash', 'zsh'];
/** Words by which a shell branches: the last step of such a script is not known from its text. */
const RESERVED = ['if', 'for', 'while', 'until', 'case', 'select', 'function', 'time', '{', '!', '[[', 'coproc', 'eval', 'exec', 'trap'];
const OPERATOR = /\|\||&&|[;|\n]|&(?!>)/y;
const REDIRECTION = /(?:\d*|&)(?:>>?|<)(?!<)[ \t]*(?:&\d|[^\s;|&<>"'`$()]+)/y;
const PART = /'([^']*)'|"((?:[^"\\$`]|\$\w+|\$\{\w+\})*)"|\\([^\n])|([^\s;|&<>"'`\\$()#]+|\$\w+|\$\{\w+\}|\$\?|(?<=\S)#)/y;

/** The name of a program without its folder. */
export function programOf({ words }: Step): string {
  return (words[0] ?? '').replace(/^.*\//, '');
}

/** The words of a check that runs without a shell; undefined where it does not, or not certainly. */
export function executedWords({ command: { items, complete } }: ContainerCheck): readonly string[] | undefined {
  return complete && items[0] === 'CMD' && items.length > 1 ? items.slice(1) : undefined;
}

/** The script that a shell runs; undefined where there is none, or not certainly one. */
export function scriptOf(check: ContainerCheck): string | undefined {
  const { items, complete } = check.command;
  if (complete && items[0] === 'CMD-SHELL' && items.length === 2) { return items[1]; }
  const words = executedWords(check);
  return words?.length === 3 && words[1] === '-c' && SHELLS.includes(programOf({ words, after: '' })) ? words[2] : undefined;
}

/** The programs that a check runs one after the other; none where they are not certain. */
export function stepsOf(check: ContainerCheck): readonly Step[] {
  const script = scriptOf(check);
  if (script !== undefined) { return parseScript(script) ?? []; }
  const words = executedWords(check);
  return words ? [{ words, after: '' }] : [];
}

/** Lists, pipes, quotes and redirections of a shell; undefined for everything else, such as branches, subshells and substitutions. */
export function parseScript(script: string): Step[] | undefined {
  const steps: { words: string[]; after: Step['after'] }[] = [{ words: [], after: '' }];
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
  while (index < script.length) {
    if (take(/[ \t]+|\\\n/y)) {
      endWord();
      continue;
    }
    if (word === undefined && take(REDIRECTION)) { continue; }
    const operator = take(OPERATOR)?.[0];
    if (operator !== undefined) {
      endWord();
      steps.push({ words: [], after: operator === '\n' ? ';' : operator as Step['after'] });
      continue;
    }
    const redirected = take(REDIRECTION);
    const part = redirected ?? take(PART);
    if (!part) { return undefined; }
    if (redirected) { endWord(); } else { word = (word ?? '') + (part[1] ?? part[2] ?? part[3] ?? part[4] ?? ''); }
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

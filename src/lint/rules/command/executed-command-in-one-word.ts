import { executedWords } from '../../model/shell-command';
import { whichContainer, shortened } from '../../model/words';
import type { Rule } from '../../rule';

export const executedCommandInOneWord: Rule = {
  name: 'ExecutedCommandInOneWord',
  severity: 'error',
  what: 'A container check by CMD has program and arguments in one word.',
  why: 'CMD runs a program whose name is the whole text, blanks included: there is none, and the container never becomes healthy.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => {
    const words = executedWords(check) ?? [];
    return words.length === 1 && /^\S+\s.*(\s-|:\/\/|\|\||&&)|^\S+\s+-/.test(words[0]) ? [{
      resource,
      message: `The check of ${whichContainer(container)} runs the program '${shortened(words[0], 60)}' by CMD.`,
      fix: 'Replace CMD by CMD-SHELL, or give each argument as a word of its own.',
    }] : [];
  }),
};

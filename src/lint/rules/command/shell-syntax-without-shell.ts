import { executedWords, programOf, SHELLS } from '../../model/shell-command';
import { whichContainer, shortened } from '../../model/words';
import type { Rule } from '../../rule';

const SYNTAX = ['||', '&&', '|', '>', '>/dev/null', '2>&1', '&'];
/** Programs to which such a word may mean something. */
const OWN_SYNTAX = [...SHELLS, 'expr', 'find', 'awk', 'test', '['];

export const shellSyntaxWithoutShell: Rule = {
  name: 'ShellSyntaxWithoutShell',
  severity: 'error',
  what: 'A container check by CMD contains syntax of a shell.',
  why: 'CMD runs the program itself: it gets operators and variables as plain words, and the check does something else than intended.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => {
    const words = executedWords(check) ?? [];
    const syntax = OWN_SYNTAX.includes(programOf({ words, after: '' })) ? undefined
      : words.slice(1).find((word) => SYNTAX.includes(word) || /^https?:\/\/\S*\$(\w|\{\w|\()/.test(word));
    return syntax !== undefined
      ? [
        {
          resource,
          message:
              `The check of ${whichContainer(container)} runs by CMD, without a shell, and passes '${shortened(syntax, 60)}' to `
              + `${programOf({ words, after: '' })}.`,
          fix: "Write 2 words: CMD-SHELL, and the whole command as one text; or leave the shell's syntax out.",
        },
      ]
      : [];
  }),
};

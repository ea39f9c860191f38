import { Token } from 'aws-cdk-lib';
import { fail } from './errors';

const ALLOWED = "['CMD', program, ...arguments], ['CMD-SHELL', line] or [program, ...arguments]";

/** A user's command in ECS's form, or an error that names the allowed forms. */
export function containerCommand(command: string[]): string[] {
  const [first, ...rest] = command;
  if (first === 'CMD-SHELL') {
    if (rest.length !== 1 || rest[0].trim() === '') {
      refuse(command, 'write the whole line as the one string after CMD-SHELL');
    }
    return [...command];
  }
  const words = first === 'CMD' ? rest : command;
  if (words.length === 0 || words[0] === '') {
    refuse(command, 'name the program to run');
  }
  // Without a shell nothing splits the line, and no program has such a name.
  if (words.length === 1 && /\s/.test(words[0]) && !Token.isUnresolved(words[0])) {
    refuse(command, 'write each argument as a string of its own, or put CMD-SHELL in front if it needs a shell');
  }
  return ['CMD', ...words];
}

function refuse(command: string[], todo: string): never {
  fail({
    what: 'The command of a container check cannot run',
    got: JSON.stringify(command),
    allowed: ALLOWED,
    fix: todo,
  });
}

import type { Failure } from './failure';
import type { CustomFormatPlan } from './plan';

/** A format of the user's own, as contracts and files write it. */
export interface CustomFormat {
  readonly name?: string;
  readonly statusPath?: string;
  readonly upWords?: readonly string[];
  readonly degradedWords?: readonly string[];
  readonly outOfServiceWords?: readonly string[];
  readonly notYetWords?: readonly string[];
  readonly downWords?: readonly string[];
  readonly componentsPath?: string;
  readonly componentName?: string;
}

/** A path from parent to child: `$.queue.depth`, `$.nodes[0]['my name']`. */
export const JSON_PATH = /^\$(\.[\w-]+|\[\d{1,6}\]|\['[^'\]]{1,100}'\]){0,32}$/;

export const WORD_LISTS = ['upWords', 'degradedWords', 'outOfServiceWords', 'notYetWords', 'downWords'] as const;
const MOST_WORDS = 32;
const LONGEST_WORD = 64;

/** The format in the verifier's plan, or the first thing that is wrong with it. */
export function customFormatPlan(format: CustomFormat): { readonly plan: CustomFormatPlan } | { readonly problem: Failure } {
  const { name = 'custom', statusPath = '$.status', componentsPath, componentName } = format;
  const problem = nameProblem(name) ?? pathProblem('statusPath', statusPath) ?? pathProblem('componentsPath', componentsPath ?? '$')
    ?? componentNameProblem(componentName, componentsPath) ?? wordsProblem(format);
  if (problem) { return { problem }; }
  const { upWords: up, degradedWords: degraded, outOfServiceWords: outOfService, notYetWords: notYet, downWords: down } = format;
  return {
    plan: {
      name,
      status: statusPath,
      ...up ? { up } : {},
      ...degraded ? { degraded } : {},
      ...outOfService ? { outOfService } : {},
      ...notYet ? { notYet } : {},
      ...down ? { down } : {},
      ...componentsPath === undefined ? {} : { components: componentsPath },
      ...componentName === undefined ? {} : { componentName },
    },
  };
}

function nameProblem(name: string): Failure | undefined {
  return /^[\w .-]{1,40}$/.test(name) ? undefined : {
    what: 'The name of a format is not valid',
    got: JSON.stringify(name),
    allowed: '1 to 40 letters, digits, spaces, dots and hyphens',
    fix: "pass what people call it, such as 'Vault'",
  };
}

function pathProblem(prop: string, path: string): Failure | undefined {
  return JSON_PATH.test(path) ? undefined : {
    what: `${prop} of a format is no JSON path`,
    got: JSON.stringify(path),
    allowed: "steps from the root such as $.status, $.nodes[0] or $['my name']",
    fix: 'start with $',
  };
}

function componentNameProblem(name: string | undefined, componentsPath: string | undefined): Failure | undefined {
  if (name === undefined || (name !== '' && name.length <= LONGEST_WORD && componentsPath !== undefined)) { return undefined; }
  return {
    what: 'componentName of a format cannot be used',
    got: `${JSON.stringify(name)}${componentsPath === undefined ? ' without componentsPath' : ''}`,
    allowed: `the name of a member, at most ${LONGEST_WORD} characters, beside componentsPath`,
    fix: componentsPath === undefined ? 'say where the components are: componentsPath' : 'pass the member with the name of a component',
  };
}

function wordsProblem(format: CustomFormat): Failure | undefined {
  const listOf = new Map<string, string>();
  for (const list of WORD_LISTS) {
    const words = format[list] ?? [];
    if (words.length > MOST_WORDS) {
      return {
        what: `${list} of a format is too long`,
        got: `${words.length} words`,
        allowed: `at most ${MOST_WORDS}`,
        fix: 'leave out what never occurs',
      };
    }
    for (const word of words) {
      const key = word.trim().toLowerCase();
      if (key === '' || word.length > LONGEST_WORD) {
        return {
          what: `A word in ${list} of a format is not valid`,
          got: JSON.stringify(word.slice(0, 100)),
          allowed: `1 to ${LONGEST_WORD} characters`,
          fix: 'pass the word as the answer has it; case does not matter',
        };
      }
      const other = listOf.get(key);
      if (other !== undefined) {
        return {
          what: 'A word of a format means two things',
          got: `'${word}' in ${other} and in ${list}`,
          allowed: 'each word once',
          fix: 'decide for one',
        };
      }
      listOf.set(key, list);
    }
  }
  return undefined;
}

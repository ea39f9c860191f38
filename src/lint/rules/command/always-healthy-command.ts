import { programOf, scriptOf, stepsOf, type Step } from '../../model/shell-command';
import { shortened, whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

const SUCCEEDING = ['true', 'echo', 'printf'];
/** What may end or change the script before its last step. */
const DECIDING = ['exit', 'return', 'set', 'kill'];

export const alwaysHealthyCommand: Rule = {
  name: 'AlwaysHealthyCommand',
  severity: 'warning',
  what: 'The command of a container check succeeds whatever it finds.',
  why: 'ECS looks at the exit code alone, and it is always 0: the container stays healthy, and whoever waits for HEALTHY waits for nothing.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => {
    const steps = stepsOf(check);
    const last = steps[steps.length - 1];
    const decides = last !== undefined && (steps.length === 1 || last.after === '||' || last.after === ';')
      && succeeds(last, scriptOf(check) !== undefined) && !steps.slice(0, -1).some((step) => DECIDING.includes(programOf(step)));
    return decides ? [{
      resource,
      message: `The command of ${whichContainer(container)} ends with '${last.after === '' ? '' : `${last.after} `}${shortened(last.words.join(' '))}', which always exits with 0.`,
      fix: 'Let it end with the program that checks, or with `|| exit 1`.',
    }] : [];
  }),
};

function succeeds(step: Step, inShell: boolean): boolean {
  const [first, code] = step.words;
  return SUCCEEDING.includes(programOf(step)) || (inShell && (first === ':' || (first === 'exit' && code === '0')));
}

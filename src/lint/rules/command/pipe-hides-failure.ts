import { programOf, stepsOf } from '../../model/shell-command';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

/** Programs that succeed also where nothing comes in. */
const SUCCEEDING = ['cat', 'tee', 'head', 'tail', 'wc', 'sort', 'uniq', 'tr', 'cut', 'true', 'echo'];

export const pipeHidesFailure: Rule = {
  name: 'PipeHidesFailure',
  severity: 'warning',
  what: 'A container check pipes its answer into a program that never fails.',
  why: 'A shell takes the exit code of a pipe\'s last program: that of the check before it is lost, and the container is always healthy.',
  source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_09_02',
  exception: 'The last program fails without input, or on what it reads.',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => {
    const steps = stepsOf(check);
    const hiding = steps.find(
      (step, index) => step.after === '|' && steps[index + 1]?.after !== '|' && SUCCEEDING.includes(programOf(step)),
    );
    const pipefail = steps.some((step) => programOf(step) === 'set' && step.words.includes('pipefail'));
    return hiding && !pipefail ? [{
      resource,
      message: `The command of ${whichContainer(container)} pipes into ${programOf(hiding)}, whose exit code is 0 whatever comes in.`,
      fix: 'Leave the pipe out (`>/dev/null` hides the answer), or let it end with what decides, such as `grep -q UP`.',
    }] : [];
  }),
};

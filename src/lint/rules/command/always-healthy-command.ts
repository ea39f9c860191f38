import { endsInSuccess } from '../../model/shell-status';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const alwaysHealthyCommand: Rule = {
  name: 'AlwaysHealthyCommand',
  severity: 'warning',
  what: 'The command of a container check succeeds whatever the state of the container.',
  why:
    'ECS reads the exit code alone, and it is always 0: the container stays healthy, and a container that waits for '
    + 'HEALTHY does not wait.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html',
  exception: 'The check is there only so that others may wait for HEALTHY.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap(({ container, resource, check }) => {
      const reason = endsInSuccess(check);
      return reason === undefined ? [] : [{
        resource,
        message: `The command of ${whichContainer(container)} ${reason.because}.`,
        fix: reason.fix,
      }];
    }),
};

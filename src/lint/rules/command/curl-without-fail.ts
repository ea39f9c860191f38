import { hasOption, requestsOf } from '../../model/request';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const curlWithoutFail: Rule = {
  name: 'CurlWithoutFail',
  severity: 'warning',
  what: 'A container check runs curl and counts every answer as healthy.',
  why: 'Without --fail curl exits with 0 also for 404, 500 and 503: the check finds only a process that does not answer at all.',
  source: 'https://curl.se/docs/manpage.html#-f',
  exception: 'Any answer shows that the process works.',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => requestsOf(check)
    .filter((request) => request.client === 'curl' && !request.piped
      && !hasOption(request, 'f', '--fail', '--fail-with-body') && !hasOption(request, '[wK]', '--write-out', '--config'))
    .map(() => ({
      resource,
      message: `curl in the check of ${whichContainer(container)} exits with 0 for an answer of 500.`,
      fix: 'Add --fail: it exits with 22 for 400 and above.',
    }))),
};

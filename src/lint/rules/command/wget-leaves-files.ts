import { hasOption, requestsOf } from '../../model/request';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const wgetLeavesFiles: Rule = {
  name: 'WgetLeavesFiles',
  severity: 'warning',
  what: 'A container check runs wget and writes each answer to a file.',
  why:
    'GNU wget adds a file with every check until the disk is full; busybox wget fails at the second check, because '
    + 'the file exists; both fail on a read-only disk.',
  source: 'https://www.gnu.org/software/wget/manual/html_node/Download-Options.html',
  furtherSources: ['https://github.com/openzipkin/zipkin/pull/3145'],
  unproven: 'What busybox wget does is known from a report; that both fail on a read-only disk is concluded.',
  exception: 'The directory is emptied, and the disk is writable.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap(({ container, resource, check }) =>
      requestsOf(check)
        .filter(
          (request) =>
            request.client === 'wget'
            && !hasOption(request, 'O', '--output-document', '--spider', '--delete-after')
            && !request.words.includes('-spider'),
        )
        .map(() => ({
          resource,
          message:
            `wget in the check of ${whichContainer(container)} writes a file every `
            + `${Number.isNaN(check.interval) ? 'interval' : `${check.interval} s`}.`,
          fix: 'Discard the answer: wget -q -O /dev/null and the URL.',
        })),
    ),
};

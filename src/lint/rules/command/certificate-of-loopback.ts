import { hasOption, isLoopback, requestsOf } from '../../model/request';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const certificateOfLoopback: Rule = {
  name: 'CertificateOfLoopback',
  severity: 'warning',
  what: 'A container check probes the container by HTTPS with curl and validates the certificate.',
  why: 'Certificates are for public names, not for localhost or 127.0.0.1: curl exits with 60, and the container never becomes healthy.',
  source: 'https://curl.se/docs/sslcerts.html',
  furtherSources: ['https://curl.se/docs/manpage.html#EXIT'],
  exception: 'The certificate is valid for that name and its authority is in the image.',
  check: ({ checkedContainers }) => checkedContainers.flatMap(({ container, resource, check }) => requestsOf(check)
    .filter((request) => request.client === 'curl' && request.scheme === 'https' && request.host !== undefined && isLoopback(request.host)
      && !hasOption(request, '[kK]', '--insecure', '--cacert', '--capath', '--ca-native', '--resolve', '--connect-to', '--config'))
    .map(({ host }) => ({
      resource,
      message: `curl in the check of ${whichContainer(container)} requests https://${host} and validates the certificate for that name.`,
      fix: 'Add --insecure, which is safe within the container; or --cacert with a certificate for that name.',
    }))),
};

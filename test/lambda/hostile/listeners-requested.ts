import { type HostileTarget, says, url } from './hostile-target';

const NOT_FOLLOWED = 'it is not followed to where it leads, so that nobody has answered for health';

/** Redirects, as far as a status says so. */
function redirect(location: string): HostileTarget['open'] {
  return says(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`);
}

function body(text: string): HostileTarget['open'] {
  return says(`HTTP/1.1 200 OK\r\nx-long: ${text.slice(0, 8000)}\r\ncontent-length: ${text.length}\r\n\r\n${text}`);
}

/** Targets that only hurt whoever asks for more than an answer. */
export const REQUESTED_TARGETS: readonly HostileTarget[] = [
  {
    name: 'redirect to itself, forever, and the plan follows',
    open: redirect('/health'),
    endpoint: { redirects: 'follow' },
    fault: 'ENDPOINT_MISSING',
    because: 'a place that has been visited is not visited again',
  },
  {
    name: 'redirect to a new path every time, and the plan follows',
    open: async (listeners) =>
      url(await listeners.http((request, response) => response.writeHead(302, { location: `${request.url}x` }).end())),
    endpoint: { redirects: 'follow' },
    fault: 'ENDPOINT_MISSING',
    because: 'redirects are followed up to a limit',
  },
  ...[
    'http://169.254.169.254/latest/meta-data/',
    'http://0xa9fea9fe/',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
    '//169.254.170.2/v2/credentials',
  ].map((location): HostileTarget => ({
    name: `redirect to ${location}, and the plan follows`,
    open: redirect(location),
    endpoint: { redirects: 'follow' },
    fault: 'ENDPOINT_MISSING',
    because: `metadata is never contacted: ${NOT_FOLLOWED}`,
    detail: /not probed|metadata/,
  })),
  {
    name: 'redirect to a file, and the plan follows',
    open: redirect('file:///etc/passwd'),
    endpoint: { redirects: 'follow' },
    fault: 'ENDPOINT_MISSING',
    because: NOT_FOLLOWED,
  },
  {
    name: 'a body on which a pattern backtracks forever',
    open: body(`${'a'.repeat(40)}!`),
    endpoint: { assertions: [{ on: 'body', matches: '^(a+)+$' }] },
    fault: 'COMPONENT_DOWN',
    because: 'the pattern is interrupted, and what cannot be matched in time does not hold',
    detail: /too slow/,
  },
  {
    name: 'a header on which a pattern backtracks forever',
    open: body(`${'a'.repeat(40)}!`),
    endpoint: { assertions: [{ on: 'header', name: 'x-long', matches: '^(a|aa)+$' }] },
    fault: 'COMPONENT_DOWN',
    because: 'as above',
    detail: /too slow/,
  },
  {
    name: 'JSON 30,000 levels deep, and a path into it',
    open: body(`{"status":"UP","a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    endpoint: { assertions: [{ on: 'json', path: '$.a[0][0][0]', equals: '1' }] },
    fault: 'COMPONENT_DOWN',
    because: 'the value at the path is another one',
  },
];

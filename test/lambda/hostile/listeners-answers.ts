import { createServer as createHttp2Server } from 'node:http2';
import { type HostileTarget, says, url } from './hostile-target';

const HEAD = 'HTTP/1.1 200 OK\r\n';

/** Leads to an address that is never a target, by each status code that redirects. */
function redirect(name: string, location: string, status: number, because: string): HostileTarget {
  return {
    name,
    open: says(`HTTP/1.1 ${status} Elsewhere\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`),
    fault: 'ENDPOINT_MISSING',
    because,
  };
}

function answer(name: string, body: string | Buffer, fault: HostileTarget['fault'], because: string, detail?: RegExp): HostileTarget {
  const bytes = Buffer.from(body);
  const open = says(Buffer.concat([Buffer.from(`${HEAD}content-length: ${bytes.length}\r\n\r\n`), bytes]));
  return { name, open, fault, because, ...detail ? { detail } : {} };
}

const BY_CODE = 'the body is no health answer in any known format, so that status 200 counts';

/** Bodies that are hard to read. */
const BODIES: readonly HostileTarget[] = [
  answer(
    'JSON 100,000 levels deep',
    '{"status":"UP","a":'.concat('['.repeat(100_000), ']'.repeat(100_000), '}'),
    'HEALTHY',
    'status 200 counts; the body is too long to be read',
  ),
  answer(
    'JSON 30,000 levels deep, short enough to be read',
    `{"status":"DOWN","a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    'COMPONENT_DOWN',
    'it is read without recursion, and says DOWN',
  ),
  answer('unfinished JSON, 60,000 levels deep', '['.repeat(60_000), 'HEALTHY', BY_CODE),
  answer(
    'components in components, 1,800 levels deep',
    `${'{"status":"UP","components":{"a":'.repeat(1800)}{"status":"DOWN"}${'}}'.repeat(1800)}`,
    'HEALTHY',
    'the status of the root counts',
    /too long or deep/,
  ),
  answer(
    'thousands of components that are down',
    `{"status":"DOWN","components":{${Array.from({ length: 2500 }, (_value, index) => `"c${index}":{"status":"DOWN"}`).join()}}}`,
    'COMPONENT_DOWN',
    'it says DOWN; a bounded number of components is named',
    /and \d+ more/,
  ),
  answer(
    'JSON that would change the prototype of objects',
    '{"__proto__":{"status":"UP"},"constructor":{"prototype":{"status":"UP"}},'
      + '"status":"DOWN","components":{"__proto__":{"status":"DOWN"}}}',
    'COMPONENT_DOWN',
    'names are only names, and it says DOWN',
  ),
  answer('invalid UTF-8', Buffer.from('7b22737461747573223a22fffec080757022207d', 'hex'), 'HEALTHY', BY_CODE),
  answer(
    'invalid UTF-8 around a status',
    Buffer.concat([Buffer.from('{"status":"DOWN","note":"'), Buffer.of(0xff, 0xfe, 0xed, 0xa0, 0x80), Buffer.from('"}')]),
    'COMPONENT_DOWN',
    'it says DOWN, whatever the note says',
  ),
  answer('UTF-16', Buffer.from('\ufeff{"status":"DOWN"}', 'utf16le'), 'COMPONENT_DOWN', 'its first bytes say how it is to be read'),
  answer(
    'control characters and ANSI escapes in what is shown',
    JSON.stringify({ status: 'DOWN\u001b[31m\u0007\n\u202e', components: { 'd\u001b[2J\u001b]0;title\u0007b\r\n': { status: 'DOWN' } } }),
    'COMPONENT_DOWN',
    'it says DOWN; nothing of it moves a cursor, colours a terminal or starts a line',
  ),
  {
    name: 'ANSI escapes in the reason phrase',
    open: says('HTTP/1.1 503 \u001b[2J\u001b[31mfine\r\ncontent-length: 0\r\n\r\n'),
    fault: 'LIVENESS_FAILED',
    because: 'a status line has no control characters',
  },
];

/** Answers that are not, or not quite, the protocol. */
const PROTOCOLS: readonly HostileTarget[] = [
  {
    name: 'content-length shorter than the body',
    open: says(`${HEAD}content-length: 17\r\n\r\n{"status":"DOWN"} and more`),
    fault: 'COMPONENT_DOWN',
    because: 'the body ends where its length says, and says DOWN',
  },
  {
    name: 'two different content-lengths',
    open: says(`${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nxy`),
    fault: 'LIVENESS_FAILED',
    because: 'what can be read in two ways is not read at all',
  },
  {
    name: 'content-length that is no number',
    open: says(`${HEAD}content-length: -1\r\n\r\n`),
    fault: 'LIVENESS_FAILED',
    because: 'it is not HTTP',
  },
  {
    name: 'HTTP/0.9',
    open: says('<html>hello</html>'),
    fault: 'LIVENESS_FAILED',
    because: 'an answer without a status line is not HTTP/1',
  },
  {
    name: 'bytes of no protocol',
    open: says(Buffer.from([0, 1, 2, 0xff, 0xfe, 0x0d, 0x0a, 0x0d, 0x0a])),
    fault: 'LIVENESS_FAILED',
    because: 'it is not HTTP',
  },
  {
    name: 'HTTP/2 in answer to HTTP/1',
    open: async (listeners) => url(await listeners.open(createHttp2Server().on('sessionError', () => undefined))),
    fault: 'OTHER_PROTOCOL',
    because: 'the contract names another protocol: no restart changes that',
  },
  {
    name: 'HTTP/1 in answer to HTTP/2 (gRPC)',
    open: async (listeners) => url(await listeners.answering(200, '{"status":"UP"}'), 'grpc'),
    fault: 'OTHER_PROTOCOL',
    because: 'the contract names another protocol: no restart changes that',
  },
  {
    name: 'an unrequested switch to another protocol',
    open: says('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n', () => undefined),
    fault: 'LIVENESS_FAILED',
    because: 'it is no answer',
  },
];

const ELSEWHERE = 'a redirect is not followed unless the plan says so: the endpoint is elsewhere';

/** Answers that lead elsewhere. */
const REDIRECTS: readonly HostileTarget[] = [
  redirect('redirect to itself, forever', '/health', 302, ELSEWHERE),
  redirect('redirect to 169.254.169.254', 'http://169.254.169.254/latest/meta-data/', 307, ELSEWHERE),
  redirect('redirect to loopback', 'http://127.0.0.1:9/', 301, ELSEWHERE),
  redirect('redirect to a file', 'file:///etc/passwd', 308, ELSEWHERE),
];

export const ANSWERING_TARGETS: readonly HostileTarget[] = [...BODIES, ...PROTOCOLS, ...REDIRECTS];

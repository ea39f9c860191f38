import * as fc from 'fast-check';
import { cut, judgeAnything } from './fuzz-judge';
import { FuzzServer } from './fuzz-server';

const server = new FuzzServer();
beforeAll(async () => server.open());
afterAll(async () => server.close());

/** Names and words that formats look at, among some that they do not. */
const name = fc.oneof(
  fc.constantFrom(
    'status',
    'components',
    'details',
    'checks',
    'info',
    'error',
    'data',
    'response',
    'message',
    'db:latency',
    'componentId',
    'observedValue',
    'time',
    'groups',
    'cachedResponse',
    'responseTime',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
  ),
  fc.string({ maxLength: 10, unit: 'binary' }),
);
const word = fc.oneof(
  fc.constantFrom(
    'UP',
    'DOWN',
    'OUT_OF_SERVICE',
    'UNKNOWN',
    'ok',
    'error',
    'shutting_down',
    'degraded',
    'pass',
    'warn',
    'fail',
    'up',
    'down',
    'WILL_EXPIRE_SOON',
    'my own',
    '',
    '\u001b[31mDOWN',
    '2026-11-22T00:00:00Z',
  ),
  fc.string({ unit: 'binary' }),
);
const { document } = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 6, depthSize: 'small' },
    { weight: 2, arbitrary: word },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
    { weight: 4, arbitrary: tie('object') },
    { weight: 1, arbitrary: tie('list') },
  ),
  object: fc.dictionary(name, tie('document'), { maxKeys: 6 }),
  list: fc.array(tie('document'), { maxLength: 4 }),
}));
const health = fc.tuple(fc.dictionary(name, document, { maxKeys: 8 }), word).map(([parts, status]) => ({ ...parts, status }));

/** A document as it is, cut short, or with a byte in it that is another. */
const body = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(health, document).map((value) => Buffer.from(JSON.stringify(value))) },
  {
    weight: 2,
    arbitrary: fc.tuple(health, fc.nat(), fc.nat(255)).map(([value, place, byte]) => {
      const bytes = Buffer.from(JSON.stringify(value));
      bytes[place % bytes.length] = byte;
      return bytes;
    }),
  },
  { weight: 1, arbitrary: fc.tuple(health, fc.nat()).map(([value, place]) => Buffer.from(JSON.stringify(value).slice(0, place % 200))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 500 }).map((array) => Buffer.from(array)) },
);

test.each(['auto', 'actuator', 'terminus', 'health-json', 'microprofile', 'aspnet', 'dropwizard', 'status-only'] as const)(
  'whatever body is read as %s, there is a verdict on the target',
  async (format) => {
    const status = fc.constantFrom(200, 200, 503, 500, 404, 207);
    const type = fc.constantFrom(
      'application/json',
      'application/health+json',
      'text/html; charset=utf-16',
      'application/vnd.spring-boot.actuator.v2+json',
      '',
    );
    await fc.assert(
      fc.asyncProperty(body, status, type, fc.array(fc.nat(500), { maxLength: 2 }), async (bytes, code, contentType, places) => {
        const head = `HTTP/1.1 ${code} Any\r\ncontent-type: ${contentType}\r\ncontent-length: ${bytes.length}\r\n\r\n`;
        server.script = { pieces: cut(Buffer.concat([Buffer.from(head), bytes]), places), ending: 'FIN' };
        const { outcome } = await judgeAnything(server.port, { protocol: 'http', path: '/health', format });
        // A whole answer in good HTTP is never called anything but what it says of itself.
        expect([
          'OK', 'UNHEALTHY', 'OUT_OF_SERVICE', 'DEGRADED', 'CERTIFICATE_EXPIRING', 'MISSING', 'NOT_YET', 'OVERLOADED',
        ]).toContain(outcome);
      }),
      { numRuns: 100 },
    );
  },
);

import * as fc from 'fast-check';
import { cut, judgeAnything } from './fuzz-judge';
import { FuzzServer } from './fuzz-server';

/** So many connections at once. */
const servers = Array.from({ length: 8 }, () => new FuzzServer());
const [server] = servers as [FuzzServer];
beforeAll(async () => Promise.all(servers.map(async (one) => one.open())));
afterAll(async () => Promise.all(servers.map(async (one) => one.close())));

/** A frame (RFC 9113 section 4.1), whatever is in it. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array, wrong: number = 0): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(Math.max(0, payload.length + wrong), 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

const SETTINGS = frame(4, 0, 0, Buffer.alloc(0));
/** `:status: 200` as HPACK's static table has it, and the trailer `grpc-status: 0` as a literal. */
const STATUS_200 = Buffer.of(0x88);
const GRPC_OK = Buffer.concat([Buffer.of(0, 11), Buffer.from('grpc-status'), Buffer.of(1, 0x30)]);

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.constantFrom(STATUS_200, GRPC_OK, Buffer.concat([STATUS_200, GRPC_OK]), Buffer.alloc(8), Buffer.alloc(4)),
  // Messages in their frame: SERVING, one of 4 GiB, a compressed one.
  fc.constantFrom(Buffer.of(0, 0, 0, 0, 2, 8, 1), Buffer.of(0, 0xff, 0xff, 0xff, 0xff), Buffer.of(1, 0, 0, 0, 0)),
);
const anyFrame = fc.tuple(
  fc.oneof(fc.integer({ min: 0, max: 10 }), fc.nat(255)), // types that there are, mostly
  fc.oneof(fc.constantFrom(0, 1, 4, 5), fc.nat(255)),
  fc.oneof(fc.constantFrom(0, 1, 1, 1, 2, 3), fc.nat(0x7fffffff)),
  payload,
  fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -3, max: 3 }) }),
).map((parts) => frame(...parts));
const sent = fc.oneof(
  { weight: 5, arbitrary: fc.array(anyFrame, { maxLength: 6 }).map((frames) => Buffer.concat([SETTINGS, ...frames])) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 500 }).map((array) => Buffer.from(array)) },
);
const ending = fc.oneof(
  { weight: 8, arbitrary: fc.constant('FIN' as const) },
  { weight: 4, arbitrary: fc.constant('RST' as const) },
  { weight: 1, arbitrary: fc.constant('silence' as const) },
);

const script = fc.tuple(sent, fc.array(fc.nat(400), { maxLength: 3 }), ending);

test('whatever bytes answer a gRPC call, there is a verdict on the target', async () => {
  await fc.assert(fc.asyncProperty(fc.array(script, { minLength: servers.length, maxLength: servers.length }), async (scripts) => {
    await Promise.all(scripts.map(async ([bytes, places, end], index) => {
      const one = servers[index]!;
      one.script = { pieces: cut(bytes, places), ending: end };
      await judgeAnything(one.port, { protocol: 'grpc', grpcService: 'a.B' });
    }));
  }), { numRuns: 120 });
}, 60_000);

test.each<[name: string, frames: Buffer[]]>([
  ['settings without end', Array.from({ length: 3000 }, () => SETTINGS)],
  ['pings without end', Array.from({ length: 3000 }, () => frame(6, 0, 0, Buffer.alloc(8)))],
  [
    'headers that never end',
    [frame(1, 0, 1, STATUS_200), ...Array.from({ length: 3000 }, () => frame(9, 0, 1, Buffer.from('\u0000\u0001x\u0001y')))],
  ],
  ['empty data without end', [frame(1, 4, 1, STATUS_200), ...Array.from({ length: 3000 }, () => frame(0, 0, 1, Buffer.alloc(0)))]],
  ['a header table of 4 GiB', [frame(4, 0, 0, Buffer.from([0, 1, 0xff, 0xff, 0xff, 0xff]))]],
  // Once enough to abort the process: see http2-frames.ts.
  ['an answer, and a bad frame right after it', [frame(1, 5, 1, STATUS_200), frame(6, 0, 0, Buffer.of(0xff))]],
  ['a push that nobody allowed', [frame(5, 4, 1, Buffer.from([0, 0, 0, 2, 0x82, 0x84]))]],
])('%s', async (_name, frames) => {
  server.script = { pieces: [Buffer.concat([SETTINGS, ...frames])], ending: 'silence' };
  const { outcome } = await judgeAnything(server.port, { protocol: 'grpc', grpcService: '' });
  expect(['PROTOCOL_ERROR', 'TIMEOUT']).toContain(outcome);
});

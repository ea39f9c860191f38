import { gzipSync } from 'node:zlib';
import { does, flood, type HostileTarget, says } from './hostile-target';

const HEAD = 'HTTP/1.1 200 OK\r\n';
const KIB_64 = 64 * 1024;
const UNREAD = 'status 200 counts; nobody reads more of a body than a health answer has';

/** A GiB of zeros in about 1 MiB: a gzip stream may have any number of members. */
const gzipMember = gzipSync(Buffer.alloc(2 ** 20));

/** Targets that send more than anybody wants; nothing of it is ever held in memory as a whole. */
export const FLOODING_TARGETS: readonly HostileTarget[] = [
  {
    name: 'headers without end',
    open: says(HEAD, (socket) => flood(socket, Buffer.from('x-more: of the same\r\n'.repeat(4000)))),
    fault: 'LIVENESS_FAILED',
    because: 'headers are read up to a limit',
  },
  {
    name: 'one header line without end',
    open: says(`${HEAD}x-long: `, (socket) => flood(socket, Buffer.alloc(KIB_64, 'x'))),
    fault: 'LIVENESS_FAILED',
    because: 'headers are read up to a limit',
  },
  {
    name: 'a status line without end',
    open: says('HTTP/1.1 200 ', (socket) => flood(socket, Buffer.alloc(KIB_64, 'O'))),
    fault: 'LIVENESS_FAILED',
    because: 'a status line counts as a header',
  },
  {
    name: 'a body of 1 GiB',
    open: says(`${HEAD}content-length: ${2 ** 30}\r\n\r\n`, (socket) => flood(socket, Buffer.alloc(KIB_64, 'x'), 2 ** 14)),
    fault: 'HEALTHY',
    because: UNREAD,
  },
  {
    name: 'a body without end, until FIN',
    open: says('HTTP/1.0 200 OK\r\n\r\n', (socket) => flood(socket, Buffer.alloc(KIB_64, 'x'))),
    fault: 'HEALTHY',
    because: UNREAD,
  },
  {
    name: 'chunks without end',
    open: says(`${HEAD}transfer-encoding: chunked\r\n\r\n`, (socket) => flood(socket, Buffer.from(`10000\r\n${'x'.repeat(KIB_64)}\r\n`))),
    fault: 'HEALTHY',
    because: UNREAD,
  },
  {
    name: 'a chunk extension without end',
    open: says(`${HEAD}transfer-encoding: chunked\r\n\r\n1;x=`, (socket) => flood(socket, Buffer.alloc(KIB_64, 'x'))),
    fault: 'LIVENESS_FAILED',
    because: 'extensions count as headers',
  },
  {
    name: 'trailers without end',
    open: says(`${HEAD}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`, (socket) =>
      flood(socket, Buffer.from('x-more: of the same\r\n'.repeat(4000))),
    ),
    fault: 'LIVENESS_FAILED',
    because: 'trailers count as headers',
  },
  {
    name: 'a gzip bomb: 1 GiB in 1 MiB',
    open: says(`${HEAD}content-encoding: gzip\r\ncontent-length: ${gzipMember.length * 1024}\r\n\r\n`, (socket) =>
      flood(socket, gzipMember, 1024),
    ),
    fault: 'HEALTHY',
    because: 'it is decompressed up to the cap; status 200 counts',
  },
  {
    name: '50 MB of JSON',
    open: says(`${HEAD}content-type: application/json\r\n\r\n{"status":"UP","components":{`, (socket) => {
      flood(socket, Buffer.from('"database":{"status":"UP","details":{"rows":1}},\n'.repeat(1000)), 1024);
    }),
    fault: 'HEALTHY',
    because: UNREAD,
  },
  {
    name: '50 MB of JSON with status 503',
    open: says('HTTP/1.1 503 Service Unavailable\r\n\r\n{"status":"DOWN","components":{', (socket) => {
      flood(socket, Buffer.from('"database":{"status":"DOWN","details":{"rows":1}},\n'.repeat(1000)), 1024);
    }),
    fault: 'COMPONENT_DOWN',
    because: 'status 503 counts; the body is too long to be read',
  },
  {
    name: 'gRPC: bytes without end',
    open: does((socket) => flood(socket, Buffer.alloc(KIB_64, 'x')), 'grpc'),
    fault: 'LIVENESS_FAILED',
    because: 'it is not HTTP/2',
  },
];

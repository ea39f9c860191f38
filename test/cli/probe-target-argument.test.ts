import { parseTarget } from '../../cli/probe-target-argument';
import { UsageError } from '../../cli/usage-error';

const options = { format: 'auto', timeoutMs: 5000 } as const;
const http = { protocol: 'http', format: 'auto', timeoutMs: 5000 };

test.each<[argument: string, target: object]>([
  ['http://web:8080/ready?full=1', { host: 'web', port: 8080, readiness: { ...http, path: '/ready?full=1' } }],
  ['http://web', { host: 'web', port: 80, readiness: { ...http, path: '/' } }],
  ['HTTPS://web/x', { host: 'web', port: 443, readiness: { ...http, protocol: 'https', path: '/x' } }],
  ['http://[::1]:8080/', { host: '::1', port: 8080, readiness: { ...http, path: '/' } }],
  ['tcp://10.0.0.1:5432', { host: '10.0.0.1', port: 5432, tls: false }],
  ['tls://[fd00::1]:443', { host: 'fd00::1', port: 443, tls: true }],
  [
    'grpc://web:50051/orders.v1.Orders',
    { host: 'web', port: 50051, readiness: { protocol: 'grpc', grpcService: 'orders.v1.Orders', timeoutMs: 5000 } },
  ],
  ['grpcs://web:443', { host: 'web', port: 443, readiness: { protocol: 'grpcs', grpcService: '', timeoutMs: 5000 } }],
  ['ws://web:8080/socket?room=1', { host: 'web', port: 8080, readiness: { protocol: 'ws', path: '/socket?room=1', timeoutMs: 5000 } }],
  ['wss://[::1]', { host: '::1', port: 443, readiness: { protocol: 'wss', path: '/', timeoutMs: 5000 } }],
  ['udp://web:514', { host: 'web', port: 514, liveness: { protocol: 'udp', timeoutMs: 5000 } }],
  [
    'udp://[fd00::53]:5353?payload=dns',
    { host: 'fd00::53', port: 5353, liveness: { protocol: 'udp', dialogue: { known: 'dns' }, timeoutMs: 5000 } },
  ],
  ['udp://clock?payload=ntp', { host: 'clock', port: 123, liveness: { protocol: 'udp', dialogue: { known: 'ntp' }, timeoutMs: 5000 } }],
  ['udp://turn/?payload=stun', { host: 'turn', port: 3478, liveness: { protocol: 'udp', dialogue: { known: 'stun' }, timeoutMs: 5000 } }],
])('%s', (argument, target) => expect(parseTarget(argument, options)).toEqual({ id: argument, timeoutMs: 5000, ...target }));

test('a liveness path is for HTTP targets', () => {
  expect(parseTarget('http://web/', { ...options, liveness: '/live' }).liveness).toEqual({ ...http, path: '/live' });
  expect(parseTarget('tcp://web:1', { ...options, liveness: '/live' }).liveness).toBeUndefined();
});

test.each<[argument: string, message: RegExp]>([
  ['web', /not a URL: got "web", allowed: http:.*Write the scheme/],
  ['ftp://web:21/', /unknown scheme: got ftp:/],
  ['udp://web', /has no port/],
  ['udp://web:53/path', /has a path: got "path", allowed: none with udp/],
  ['udp://web:53?payload=smtp', /unknown query: got "\?payload=smtp", allowed: \?payload=dns/],
  ['grpc://web:1/s?x=1', /has a query: got "\?x=1"/],
  ['tcp://web', /has no port: got "", allowed: 1 to 65535. Write tcp:\/\/web:PORT/],
  ['tcp://web:0', /has no port: got "0"/],
  ['tcp://web:70000', /not a URL/],
  ['tcp://web:1/path', /has a path: got "path"/],
  ['tcp://:1', /not a URL|no host/],
  ['http://', /not a URL/],
  ['http://web:80/%zz', /not a URL/],
])('%s is refused', (argument, message) => {
  expect(() => parseTarget(argument, options)).toThrow(UsageError);
  expect(() => parseTarget(argument, options)).toThrow(message);
});

test.each(['http://me:secret@web/', 'http://me:secret@', 'ftp://me:secret@web', 'me:secret@web'])(
  '%s: the password is not repeated',
  (argument) => {
    expect(() => parseTarget(argument, options)).toThrow(UsageError);
    expect(() => parseTarget(argument, options)).not.toThrow(/secret/);
  },
);

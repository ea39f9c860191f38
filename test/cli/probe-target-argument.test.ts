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
  ['grpc://web:50051/orders.v1.Orders', { host: 'web', port: 50051, tls: false, readiness: { protocol: 'grpc', grpcService: 'orders.v1.Orders', timeoutMs: 5000 } }],
  ['grpcs://web:443', { host: 'web', port: 443, tls: true, readiness: { protocol: 'grpc', grpcService: '', timeoutMs: 5000 } }],
])('%s', (argument, target) => expect(parseTarget(argument, options)).toEqual({ id: argument, timeoutMs: 5000, ...target }));

test('a liveness path is for HTTP targets', () => {
  expect(parseTarget('http://web/', { ...options, liveness: '/live' }).liveness).toEqual({ ...http, path: '/live' });
  expect(parseTarget('tcp://web:1', { ...options, liveness: '/live' }).liveness).toBeUndefined();
});

test.each<[argument: string, message: RegExp]>([
  ['web', /not a URL: got "web", allowed: http:.*Write the scheme/],
  ['ftp://web:21/', /unknown scheme: got ftp:/],
  ['udp://web:53', /unknown scheme: got udp:/],
  ['tcp://web', /has no port: got "", allowed: 1 to 65535. Write tcp:\/\/web:PORT/],
  ['tcp://web:0', /has no port: got "0"/],
  ['tcp://web:70000', /not a URL/],
  ['tcp://web:1/path', /has a path: got "\/path"/],
  ['tcp://:1', /not a URL|no host/],
  ['http://', /not a URL/],
  ['http://web:80/%zz', /not a URL/],
])('%s is refused', (argument, message) => {
  expect(() => parseTarget(argument, options)).toThrow(UsageError);
  expect(() => parseTarget(argument, options)).toThrow(message);
});

test.each(['http://me:secret@web/', 'http://me:secret@', 'ftp://me:secret@web', 'me:secret@web'])('%s: the password is not repeated', (argument) => {
  expect(() => parseTarget(argument, options)).toThrow(UsageError);
  expect(() => parseTarget(argument, options)).not.toThrow(/secret/);
});

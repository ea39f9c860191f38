import { Duration, Token } from 'aws-cdk-lib';
import { fail } from './errors';
import { HEALTH_CHECK } from './limits';

/** Each returns what it was given, or fails with what is allowed. */

export function checkPath(path: string): string {
  if (Token.isUnresolved(path)) {
    fail('The path of a health endpoint is written into commands and plans, so it must be known at synthesis', 'a token', 'a literal path', 'pass the path itself');
  }
  const url = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(path)?.[0];
  if (url) {
    fail('The path of a health endpoint holds a whole URL', JSON.stringify(path), "a path such as '/health/live'",
      `pass the path alone: '${path.slice(url.length) || '/'}'; the port belongs to the contract or to the option port`);
  }
  if (!path.startsWith('/')) {
    fail('The path of a health endpoint must start with a slash', JSON.stringify(path), "a path such as '/health/live'", `pass '/${path}'`);
  }
  if (!/^[\x21-\x7e]+$/.test(path) || path.includes('#')) {
    fail('The path of a health endpoint must be as it stands in a request line', JSON.stringify(path), 'printable ASCII without spaces and without #',
      `pass ${JSON.stringify(encodeURI(path).replace(/#/g, '%23'))}`);
  }
  if (path.length > HEALTH_CHECK.pathLength) {
    fail('The path of a health endpoint is too long for a target group', `${path.length} characters`, `at most ${HEALTH_CHECK.pathLength}`, 'offer the check under a shorter path');
  }
  return path;
}

export function checkGrpcService(service: string): string {
  if (!/^[\w.\-/]*$/.test(service)) {
    fail('The service name of a gRPC endpoint is not one', JSON.stringify(service), 'letters, digits, _ . - and /', "pass the name that the server registers, e.g. 'orders.v1.Orders'");
  }
  return service;
}

/** The verifier must agree with the load balancer, so the narrower of both ranges (ALB 200–499) holds. */
export function checkStatusCodes(codes: string): string {
  const part = /^(\d{3})(?:-(\d{3}))?$/;
  const valid = codes.split(',').every((piece) => {
    const match = part.exec(piece);
    if (!match) { return false; }
    const [low, high] = [Number(match[1]), Number(match[2] ?? match[1])];
    return low >= 200 && high <= 499 && low <= high;
  });
  if (!valid) {
    fail('The status codes of a health endpoint are not a matcher', JSON.stringify(codes), "codes and ranges within 200–499, e.g. '200', '200,204', '200-299'", 'write them without spaces');
  }
  return codes;
}

export function checkPort(port?: number): number | undefined {
  if (port !== undefined && !Token.isUnresolved(port) && (!Number.isInteger(port) || port < 1 || port > 65535)) {
    fail('The port of a health endpoint is not a port', String(port), 'a whole number from 1 to 65535', 'pass the port that the container listens on');
  }
  return port;
}

export function checkTimeout(timeout?: Duration): Duration | undefined {
  if (timeout === undefined) { return undefined; }
  const { min, max } = HEALTH_CHECK.timeout;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    fail('The timeout of a health endpoint is out of range', `${seconds} s`, `whole seconds from ${min} to ${max}`, 'a check that needs longer is not shallow: move the work out of it');
  }
  return timeout;
}

export function checkThreshold(name: string, threshold: Duration | undefined, timeout?: Duration): number | undefined {
  if (!threshold) { return undefined; }
  const most = (timeout ?? Duration.seconds(HEALTH_CHECK.timeout.max)).toMilliseconds();
  const milliseconds = threshold.toMilliseconds({ integral: false });
  if (!(milliseconds > 0 && milliseconds < most)) {
    fail(`${name} of a health endpoint is out of range`, `${milliseconds} ms`, `above 0 and below the timeout (${most} ms)`, `lower ${name} or raise timeout`);
  }
  return milliseconds;
}

export function checkHeaders(headers: { [name: string]: string } = {}): { [name: string]: string } {
  for (const [name, value] of Object.entries(headers)) {
    checkHeaderName(name);
    if (!/^[\x20-\x7e\t]{0,1024}$/.test(value)) {
      fail(`The value of header '${name}' is not one`, JSON.stringify(value), 'at most 1024 printable ASCII characters', 'encode it');
    }
    if (/^(host|connection|content-length|transfer-encoding|accept-encoding)$/i.test(name)) {
      fail('The prober writes this header itself', `'${name}'`, 'any other header', 'leave it out');
    }
  }
  return headers;
}

export function checkBody(body?: string): string | undefined {
  if (body !== undefined && Buffer.byteLength(body) > 1024) {
    fail('The body of a health request is too long', `${Buffer.byteLength(body)} bytes`, 'at most 1024 bytes', 'a health check asks, it does not upload');
  }
  return body;
}

export function checkHeaderName(name: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)) {
    fail('The name of a header is not one', JSON.stringify(name), 'letters, digits and -', "pass a name such as 'X-Health-Token'");
  }
  return name;
}

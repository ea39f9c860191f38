import { Duration, Token } from 'aws-cdk-lib';
import { durationRange } from './duration-range';
import { fail } from './errors';
import { HEALTH_CHECK, MATCHER_CODES, PORT } from './limits';
import { requireDuration } from './require-duration';
import { requireInteger } from './require-integer';
import { parseStatusCodes, STATUS_CODES } from '../shared/status-codes';

/** Each returns what it was given, or fails with what is allowed. */

export function checkPath(path: string): string {
  if (Token.isUnresolved(path)) {
    fail({
      what: 'The path of a health endpoint is written into commands and plans, so it must be known at synthesis',
      got: 'a token',
      allowed: 'a literal path',
      fix: 'pass the path itself',
    });
  }
  const url = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i.exec(path)?.[0];
  if (url) {
    fail({
      what: 'The path of a health endpoint holds a whole URL',
      got: JSON.stringify(path),
      allowed: "a path such as '/health/live'",
      fix: `pass the path alone: '${path.slice(url.length) || '/'}'; the port belongs to the contract or to the option port`,
    });
  }
  if (!path.startsWith('/')) {
    fail({
      what: 'The path of a health endpoint must start with a slash',
      got: JSON.stringify(path),
      allowed: "a path such as '/health/live'",
      fix: `pass '/${path}'`,
    });
  }
  if (!/^[\x21-\x7e]+$/.test(path) || path.includes('#')) {
    fail({
      what: 'The path of a health endpoint must be written as in a request line',
      got: JSON.stringify(path),
      allowed: 'printable ASCII without spaces and without #',
      fix: `pass ${JSON.stringify(encodeURI(path).replace(/#/g, '%23'))}`,
    });
  }
  if (path.length > HEALTH_CHECK.pathLength) {
    fail({
      what: 'The path of a health endpoint is too long for a target group',
      got: `${path.length} characters`,
      allowed: `at most ${HEALTH_CHECK.pathLength}`,
      fix: 'offer the check under a shorter path',
    });
  }
  return path;
}

export function checkGrpcService(service: string): string {
  if (!/^[\w.\-/]*$/.test(service)) {
    fail({
      what: 'The service name of a gRPC endpoint is not valid',
      got: JSON.stringify(service),
      allowed: 'letters, digits, _ . - and /',
      fix: "pass the name that the server registers, e.g. 'orders.v1.Orders'",
    });
  }
  return service;
}

/** The verifier must agree with the load balancer, so the narrower of both ranges (ALB 200–499) holds. */
export function checkStatusCodes(codes: string): string {
  const allowed = MATCHER_CODES.application;
  const ranges = STATUS_CODES.test(codes) ? parseStatusCodes(codes) : undefined;
  if (!ranges?.every(({ min, max }) => min >= allowed.min && max <= allowed.max)) {
    fail({
      what: 'The status codes of a health endpoint are not valid',
      got: JSON.stringify(codes),
      allowed: `codes and ranges within ${allowed.min}–${allowed.max}, e.g. '200', '200,204', '200-299'`,
      fix: 'write them without spaces',
    });
  }
  return codes;
}

/** Codes to which a contract gives a meaning; no load balancer sees them, so that all are allowed. */
export function checkCodeMeanings<T>(meanings?: { [codes: string]: T }): { [codes: string]: T } | undefined {
  for (const codes of Object.keys(meanings ?? {})) {
    const ranges = STATUS_CODES.test(codes) ? parseStatusCodes(codes) : undefined;
    if (!ranges?.every(({ min, max }) => min >= 200 && max <= 599)) {
      fail({
        what: 'The status codes of statusCodeMeanings are not valid',
        got: JSON.stringify(codes),
        allowed: "codes and ranges within 200–599, e.g. '429', '472,473', '500-599'",
        fix: 'write them without spaces',
      });
    }
  }
  return meanings && Object.keys(meanings).length > 0 ? meanings : undefined;
}

export function checkPort(port?: number): number | undefined {
  return port === undefined ? undefined : requireInteger({
    what: 'The port of a health endpoint',
    value: port,
    ...PORT,
    fix: 'pass the port that the container listens on',
  });
}

export function checkTimeout(timeout?: Duration): Duration | undefined {
  if (timeout) {
    requireDuration({
      what: 'The timeout of a health endpoint',
      value: timeout,
      ...durationRange(HEALTH_CHECK.timeout),
      wholeSeconds: true,
      fix: 'move work that needs longer out of the check',
    });
  }
  return timeout;
}

export function checkThreshold(name: string, threshold: Duration | undefined, timeout?: Duration): number | undefined {
  if (!threshold) { return undefined; }
  const most = (timeout ?? Duration.seconds(HEALTH_CHECK.timeout.max)).toMilliseconds();
  const milliseconds = threshold.toMilliseconds({ integral: false });
  if (!(milliseconds > 0 && milliseconds < most)) {
    fail({
      what: `${name} of a health endpoint is out of range`,
      got: `${milliseconds} ms`,
      allowed: `above 0 and below the timeout (${most} ms)`,
      fix: `lower ${name} or raise timeout`,
    });
  }
  return milliseconds;
}

export function checkHeaders(headers: { [name: string]: string } = {}): { [name: string]: string } {
  for (const [name, value] of Object.entries(headers)) {
    checkHeaderName(name);
    if (!/^[\x20-\x7e\t]{0,1024}$/.test(value)) {
      fail({
        what: `The value of header '${name}' is not valid`,
        got: JSON.stringify(value),
        allowed: 'at most 1024 printable ASCII characters',
        fix: 'encode it',
      });
    }
    if (/^(host|connection|content-length|transfer-encoding|accept-encoding)$/i.test(name)) {
      fail({
        what: 'The prober writes this header itself',
        got: `'${name}'`,
        allowed: 'any other header',
        fix: 'leave it out',
      });
    }
  }
  return headers;
}

export function checkBody(body?: string): string | undefined {
  if (body !== undefined && Buffer.byteLength(body) > 1024) {
    fail({
      what: 'The body of a health request is too long',
      got: `${Buffer.byteLength(body)} bytes`,
      allowed: 'at most 1024 bytes',
      fix: 'send a shorter request',
    });
  }
  return body;
}

export function checkHeaderName(name: string): string {
  if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)) {
    fail({
      what: 'The name of a header is not valid',
      got: JSON.stringify(name),
      allowed: 'letters, digits and -',
      fix: "pass a name such as 'X-Health-Token'",
    });
  }
  return name;
}

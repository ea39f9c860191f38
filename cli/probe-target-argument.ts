import { UsageError } from './usage-error';
import type { ProbeTarget } from '../lambda/engine/target';
import type { EndpointPlan, FormatName } from '../src/verification/plan';

/** What the options say about every target. */
export interface TargetOptions {
  /** Path of the liveness endpoint of HTTP(S) targets. */
  readonly liveness?: string;
  readonly format: FormatName;
  readonly timeoutMs: number;
}

const FORMS = 'http://host:port/readiness-path, https://…, tcp://host:port, tls://host:port, grpc://host:port/service, grpcs://…';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const SCHEMES = new Set(['http:', 'https:', 'tcp:', 'tls:', 'grpc:', 'grpcs:']);

/** Whether a target is probed over HTTP(S), so that it can have a liveness path. */
export function isHttpTarget(argument: string): boolean {
  return /^https?:/i.test(argument);
}

/**
 * Reads a TARGET argument.
 * @throws UsageError that names what is wrong with it
 */
export function parseTarget(argument: string, options: TargetOptions): ProbeTarget {
  const url = parseUrl(argument);
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  if (!port) { throw new UsageError(`The target ${argument} has no port`, JSON.stringify(url.port), '1 to 65535', `write ${url.protocol}//${url.hostname}:PORT`); }
  const target = { id: argument, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, timeoutMs: options.timeoutMs };
  switch (url.protocol) {
    case 'tcp:':
    case 'tls:':
      if (url.pathname.length > 1 || url.search) {
        throw new UsageError(`The target ${argument} has a path`, JSON.stringify(url.pathname + url.search), 'none with tcp and tls', 'leave it out, or use http:// or https://');
      }
      return { ...target, tls: url.protocol === 'tls:' };
    case 'grpc:':
    case 'grpcs:':
      return { ...target, tls: url.protocol === 'grpcs:', readiness: { protocol: 'grpc', grpcService: decodeURIComponent(url.pathname.slice(1)), timeoutMs: options.timeoutMs } };
    default:
      return { ...target, ...httpEndpoints(url, options) };
  }
}

function httpEndpoints(url: URL, { liveness, format, timeoutMs }: TargetOptions): Pick<ProbeTarget, 'liveness' | 'readiness'> {
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  const endpoint = (path: string): EndpointPlan => ({ protocol, path, format, timeoutMs });
  return {
    ...(liveness === undefined ? {} : { liveness: endpoint(liveness) }),
    readiness: endpoint(url.pathname + url.search),
  };
}

function parseUrl(argument: string): URL {
  let url: URL;
  try {
    url = new URL(argument);
    decodeURIComponent(url.pathname);
  } catch {
    throw new UsageError('A target is not a URL', JSON.stringify(withoutCredentials(argument)), FORMS, 'write the scheme, the host and the port');
  }
  if (url.username || url.password) {
    throw new UsageError('A target has a user name or a password', withoutCredentials(argument), FORMS, 'leave them out: an endpoint for health needs none');
  }
  if (!SCHEMES.has(url.protocol)) {
    throw new UsageError(`The target ${withoutCredentials(argument)} has an unknown scheme`, url.protocol, FORMS, 'choose the one that the service speaks');
  }
  if (url.hostname === '') {
    throw new UsageError(`The target ${argument} has no host`, '""', FORMS, 'write the host after the scheme');
  }
  return url;
}

/** A message must not repeat a password. */
function withoutCredentials(argument: string): string {
  return argument.replace(/^([^/]*\/\/)?[^/]*@/, '$1***@');
}

import { UsageError } from './usage-error';
import type { ProbeTarget } from '../lambda/engine/target';
import type { AssertionPlan, DialoguePlan, EndpointPlan, EndpointProtocol, FormatName, RedirectPolicy } from '../src/verification/plan';

/** What the options say about every target. */
export interface TargetOptions {
  /** Path of the liveness endpoint of HTTP(S) targets. */
  readonly liveness?: string;
  readonly format: FormatName;
  readonly timeoutMs: number;
  /** Of HTTP(S) targets. */
  readonly redirects?: RedirectPolicy;
  /** What the readiness answer of HTTP(S) targets must have; all of them. */
  readonly assertions?: readonly AssertionPlan[];
}

const FORMS = 'http://host:port/readiness-path, https://…, ws://host:port/path, wss://…, tcp://host:port, tls://host:port, '
  + 'udp://host:port?payload=dns|ntp|stun, grpc://host:port/service, grpcs://…';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };
const SCHEMES = new Set(['http:', 'https:', 'ws:', 'wss:', 'tcp:', 'tls:', 'udp:', 'grpc:', 'grpcs:']);
/** What a UDP target can be asked; the port is the usual one. */
const PAYLOADS: Readonly<Record<NonNullable<DialoguePlan['known']>, number>> = { dns: 53, ntp: 123, stun: 3478 };

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
  const port = url.port === '' ? defaultPort(url) : Number(url.port);
  if (!port) { throw new UsageError(`The target ${argument} has no port`, JSON.stringify(url.port), '1 to 65535', `write ${url.protocol}//${url.hostname}:PORT`); }
  const target = { id: argument, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, timeoutMs: options.timeoutMs };
  switch (url.protocol) {
    case 'tcp:':
    case 'tls:':
      refuse(argument, 'a path', url.pathname.slice(1) + url.search, 'none with tcp and tls', 'leave it out, or use http:// or https://');
      return { ...target, tls: url.protocol === 'tls:' };
    case 'udp:':
      refuse(argument, 'a path', url.pathname.slice(1), 'none with udp', 'leave it out');
      return { ...target, liveness: { protocol: 'udp', timeoutMs: options.timeoutMs, ...udpDialogue(url) } };
    case 'grpc:':
    case 'grpcs:':
      refuse(argument, 'a query', url.search, 'none with grpc and grpcs', 'leave it out');
      return { ...target, readiness: { protocol: schemeOf(url), grpcService: serviceOf(url), timeoutMs: options.timeoutMs } };
    case 'ws:':
    case 'wss:':
      return { ...target, readiness: { protocol: schemeOf(url), path: pathOf(url), timeoutMs: options.timeoutMs } };
    default:
      return { ...target, ...httpEndpoints(url, options) };
  }
}

function httpEndpoints(
  url: URL, { liveness, format, timeoutMs, redirects = 'none', assertions = [] }: TargetOptions,
): Pick<ProbeTarget, 'liveness' | 'readiness'> {
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  const endpoint = (path: string): EndpointPlan => ({ protocol, path, format, timeoutMs, ...redirects === 'none' ? {} : { redirects } });
  return {
    ...(liveness === undefined ? {} : { liveness: endpoint(liveness) }),
    readiness: { ...endpoint(url.pathname + url.search), ...assertions.length > 0 ? { assertions } : {} },
  };
}

/** Without a payload an empty datagram is sent: any answer to it will do. */
function udpDialogue(url: URL): Pick<EndpointPlan, 'dialogue'> {
  const payload = payloadOf(url);
  if (payload !== undefined) { return { dialogue: { known: payload } }; }
  refuse(url.href, 'an unknown query', url.search, `?payload=${Object.keys(PAYLOADS).join(', ?payload=')}`, 'name one of them, or leave it out');
  return {};
}

function payloadOf(url: URL): DialoguePlan['known'] {
  return (Object.keys(PAYLOADS) as Array<keyof typeof PAYLOADS>).find((known) => url.search === `?payload=${known}`);
}

function defaultPort(url: URL): number | undefined {
  const payload = url.protocol === 'udp:' ? payloadOf(url) : undefined;
  return payload ? PAYLOADS[payload] : DEFAULT_PORTS[url.protocol];
}

function schemeOf(url: URL): EndpointProtocol {
  return url.protocol.slice(0, -1) as EndpointProtocol;
}

function serviceOf(url: URL): string {
  return decodeURIComponent(url.pathname.slice(1));
}

function pathOf(url: URL): string {
  return (url.pathname || '/') + url.search;
}

/** @throws UsageError when a target has a part that its scheme has no use for */
function refuse(argument: string, what: string, got: string, allowed: string, remedy: string): void {
  if (got !== '') { throw new UsageError(`The target ${argument} has ${what}`, JSON.stringify(got), allowed, remedy); }
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

import { UsageError } from './usage-error';
import type { ProbeTarget } from '../lambda/shared/probe-request';
import type { AssertionPlan, CustomFormatPlan, FormatName, KnownProtocol, RedirectPolicy, UdpEndpointPlan } from '../src/shared/plan';

/** Options that apply to every target. */
export interface TargetOptions {
  /** Path of the liveness endpoint of HTTP(S) targets. */
  readonly liveness?: string;
  readonly format: FormatName | CustomFormatPlan;
  /** Of the liveness endpoint, where it is another. */
  readonly livenessFormat?: FormatName;
  /** Status codes that the readiness and liveness responses may have. */
  readonly statusCodes?: string;
  readonly timeoutMs: number;
  /** Of HTTP(S) targets. */
  readonly redirects?: RedirectPolicy;
  /** What the readiness response of HTTP(S) targets must match; all of them. */
  readonly assertions?: readonly AssertionPlan[];
}

const FORMS = 'http://host:port/readiness-path, https://…, ws://host:port/path, wss://…, tcp://host:port, tls://host:port, '
  + 'udp://host:port?payload=dns|ntp|stun, grpc://host:port/service, grpcs://…';
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 };
const SCHEMES = new Set(['http:', 'https:', 'ws:', 'wss:', 'tcp:', 'tls:', 'udp:', 'grpc:', 'grpcs:']);
/** Known payloads of UDP targets, with their usual ports. */
const PAYLOADS: Readonly<Record<KnownProtocol, number>> = { dns: 53, ntp: 123, stun: 3478 };

/** Whether a target is probed over HTTP(S), so that it can have a liveness path. */
export function isHttpTarget(argument: string): boolean {
  return /^https?:/i.test(argument);
}

/**
 * Reads a TARGET argument.
 * @throws UsageError where it is not valid
 */
export function parseTarget(argument: string, options: TargetOptions): ProbeTarget {
  const url = parseUrl(argument);
  const port = url.port === '' ? defaultPort(url) : Number(url.port);
  if (!port) {
    throw new UsageError({
      what: `The target ${argument} has no port`,
      got: JSON.stringify(url.port),
      allowed: '1 to 65535',
      fix: `write ${url.protocol}//${url.hostname}:PORT`,
    });
  }
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
      return {
        ...target,
        readiness: { protocol: url.protocol === 'grpcs:' ? 'grpcs' : 'grpc', grpcService: serviceOf(url), timeoutMs: options.timeoutMs },
      };
    case 'ws:':
    case 'wss:':
      return {
        ...target,
        readiness: { protocol: url.protocol === 'wss:' ? 'wss' : 'ws', path: pathOf(url), timeoutMs: options.timeoutMs },
      };
    default:
      return { ...target, ...httpEndpoints(url, options) };
  }
}

function httpEndpoints(
  url: URL, options: TargetOptions,
): Pick<ProbeTarget, 'liveness' | 'readiness'> {
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  const { liveness, format, livenessFormat = format, statusCodes, timeoutMs, redirects = 'none', assertions = [] } = options;
  const common = { protocol, timeoutMs, ...redirects === 'none' ? {} : { redirects }, ...statusCodes ? { statusCodes } : {} } as const;
  return {
    ...liveness === undefined ? {} : { liveness: { ...common, path: liveness, format: livenessFormat } },
    readiness: { ...common, path: url.pathname + url.search, format, ...assertions.length > 0 ? { assertions } : {} },
  };
}

/** Without a payload an empty datagram is sent, to which any response is accepted. */
function udpDialogue(url: URL): Pick<UdpEndpointPlan, 'dialogue'> {
  const payload = payloadOf(url);
  if (payload !== undefined) { return { dialogue: { known: payload } }; }
  refuse(
    url.href,
    'an unknown query',
    url.search,
    `?payload=${Object.keys(PAYLOADS).join(', ?payload=')}`,
    'name one of them, or leave it out',
  );
  return {};
}

function payloadOf(url: URL): KnownProtocol | undefined {
  return (Object.keys(PAYLOADS) as Array<keyof typeof PAYLOADS>).find((known) => url.search === `?payload=${known}`);
}

function defaultPort(url: URL): number | undefined {
  const payload = url.protocol === 'udp:' ? payloadOf(url) : undefined;
  return payload ? PAYLOADS[payload] : DEFAULT_PORTS[url.protocol];
}

function serviceOf(url: URL): string {
  return decodeURIComponent(url.pathname.slice(1));
}

function pathOf(url: URL): string {
  return (url.pathname || '/') + url.search;
}

/** @throws UsageError where a target has a part that its scheme does not use */
function refuse(argument: string, what: string, got: string, allowed: string, remedy: string): void {
  if (got !== '') {
    throw new UsageError({
      what: `The target ${argument} has ${what}`,
      got: JSON.stringify(got),
      allowed,
      fix: remedy,
    });
  }
}

function parseUrl(argument: string): URL {
  let url: URL;
  try {
    url = new URL(argument);
    decodeURIComponent(url.pathname);
  } catch {
    throw new UsageError({
      what: 'A target is not a URL',
      got: JSON.stringify(withoutCredentials(argument)),
      allowed: FORMS,
      fix: 'write the scheme, the host and the port',
    });
  }
  if (url.username || url.password) {
    throw new UsageError({
      what: 'A target has a user name or a password',
      got: withoutCredentials(argument),
      allowed: FORMS,
      fix: 'leave them out: an endpoint for health needs none',
    });
  }
  if (!SCHEMES.has(url.protocol)) {
    throw new UsageError({
      what: `The target ${withoutCredentials(argument)} has an unknown scheme`,
      got: url.protocol,
      allowed: FORMS,
      fix: 'choose the protocol of the service',
    });
  }
  if (url.hostname === '') {
    throw new UsageError({
      what: `The target ${argument} has no host`,
      got: '""',
      allowed: FORMS,
      fix: 'write the host after the scheme',
    });
  }
  return url;
}

/** A message must not repeat a password. */
function withoutCredentials(argument: string): string {
  return argument.replace(/^([^/]*\/\/)?[^/]*@/, '$1***@');
}

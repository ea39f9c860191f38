import { isIP } from 'node:net';
import type { Finding } from '../finding';
import type { HttpAnswer } from './http-exchange';
import type { HttpRequest } from './http-request';
import type { HttpEndpointPlan } from '../../../src/shared/plan';
import { acceptsStatus, DEFAULT_STATUS_CODES } from '../../../src/shared/status-codes';
import { cleanText } from '../../shared/text';
import { formatAuthority } from '../transport/connect';

/** Redirects that are followed at most. */
export const MOST_HOPS = 5;

/** One stop on the way to an answer. */
export interface Hop {
  readonly secure: boolean;
  /** Host name or address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly request: HttpRequest;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Whether an answer sends the prober elsewhere, and the plan allows to go. */
export function isRedirect(answer: HttpAnswer, endpoint: HttpEndpointPlan): boolean {
  return (endpoint.redirects ?? 'none') !== 'none' && REDIRECTS.has(answer.status) && answer.headers.has('location')
    && !acceptsStatus(endpoint.statusCodes ?? DEFAULT_STATUS_CODES, answer.status);
}

/** Whether two stops are the same server: only there do headers and secrets of the plan go. */
export function isSameOrigin(left: Hop, right: Hop): boolean {
  return left.secure === right.secure && left.host.toLowerCase() === right.host.toLowerCase() && left.port === right.port;
}

/** The stop that a redirect leads to, or why it is not followed. */
export function nextHop(hop: Hop, answer: HttpAnswer, endpoint: HttpEndpointPlan): Hop | Finding {
  const location = answer.headers.get('location') ?? '';
  const target = parse(location, urlOf(hop));
  if (!target) { return notFollowed(answer, endpoint, 'whose location is no HTTP address'); }

  const asked = rewrite(hop.request, answer.status);
  const request = { ...asked, path: target.pathname + target.search };
  const next: Hop = { secure: target.protocol === 'https:', ...placeOf(target), request };
  if (isSameOrigin(hop, next)) { return next; }
  const where = cleanText(target.origin, 80);
  if (endpoint.redirects !== 'follow') { return notFollowed(answer, endpoint, `to another host, ${where}`); }
  if (request.body !== undefined) { return notFollowed(answer, endpoint, `that would take the request's body to ${where}`); }
  return { ...next, request: { ...request, headers: [] } };
}

/** What stands for a stop, to tell whether it has been visited. */
export function keyOf(hop: Hop): string {
  return `${hop.request.method} ${urlOf(hop)}`;
}

/** That a redirect was not followed: nobody answers for health at the endpoint itself. */
export function notFollowed(answer: HttpAnswer, endpoint: HttpEndpointPlan, why: string): Finding {
  return {
    outcome: 'MISSING',
    detail: `expected ${endpoint.statusCodes ?? DEFAULT_STATUS_CODES}, got ${answer.status}, a redirect ${why}`,
  };
}

function urlOf({ secure, host, port, request }: Hop): string {
  return `${secure ? 'https' : 'http'}://${formatAuthority(host, port)}${request.path}`;
}

function parse(location: string, base: string): URL | undefined {
  try {
    const url = new URL(location, base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined;
  } catch {
    return undefined;
  }
}

function placeOf({ hostname, port, protocol }: URL): { host: string; port: number } {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host: isIP(host) ? host : hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

/** RFC 9110 section 15.4: 303 asks for GET, and so, by what all clients do, do 301 and 302 after POST. */
function rewrite(request: HttpRequest, status: number): HttpRequest {
  const toGet = status === 303 ? request.method !== 'HEAD' : status < 303 && request.method === 'POST';
  return toGet ? { method: 'GET', path: request.path, headers: request.headers.filter(([name]) => !/^content-/i.test(name)) } : request;
}

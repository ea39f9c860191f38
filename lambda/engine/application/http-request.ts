import type { HttpEndpointPlan, HttpMethod } from '../../../src/shared/plan';

/** What an HTTP request says, beside where it goes. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Path with query. */
  readonly path: string;
  /** Headers of the plan, secret ones included. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body?: string | undefined;
}

/** A request that cannot be sent as the plan asks for; the message names no value. */
export class UnsendableRequest extends Error {}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PATH = /^\/[\x21-\x7e\x80-\xff]*$/;
/** Latin-1 without control characters: a value with a line break could smuggle in another request. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that say how the request itself is read; they are not the plan's to set. */
const OWN = new Set(['connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'expect', 'upgrade']);

/** The request that an endpoint's plan asks for, with the values of its secret headers. */
export function requestOf(endpoint: HttpEndpointPlan, secretHeaders: HttpRequest['headers']): HttpRequest {
  const { method = 'GET', path = '/', headers, body } = endpoint;
  return { method, path, headers: headers ? [...Object.entries(headers), ...secretHeaders] : secretHeaders, body };
}

/**
 * The bytes of a request, one a character (Latin-1): one that asks for no compression and, as a rule, for no second
 * request on the connection.
 *
 * @throws UnsendableRequest when a path or header is not fit to be sent
 */
export function encodeRequest(
  { method, path, headers, body }: HttpRequest, authority: string, connection: 'close' | 'keep-alive' = 'close',
): string {
  if (!PATH.test(path)) { throw new UnsendableRequest('the path has characters that cannot be sent'); }
  let given = '';
  const names: string[] = [];
  for (const [name, value] of headers) {
    const lowerCase = name.toLowerCase();
    if (!TOKEN.test(name) || OWN.has(lowerCase)) { throw new UnsendableRequest('a header name that cannot be sent'); }
    if (!VALUE.test(value)) { throw new UnsendableRequest(`the value of header ${name} has characters that cannot be sent`); }
    names.push(lowerCase);
    given += `${name}: ${value}\r\n`;
  }
  const own = (name: string, value: string) => (names.includes(name) ? '' : `${name}: ${value}\r\n`);
  const payload = body === undefined ? '' : Buffer.from(body, 'utf8').toString('latin1');
  return (
    `${method} ${path} `
    + `HTTP/1.1\r\n${own('host', authority)}${own('accept', 'application/json, */*;q=0.5')}accept-encoding: `
    + 'identity\r\n'
    + `${own('user-agent', 'cdk-ecs-layered-health')}connection: `
    + `${connection}\r\n${body === undefined ? '' : `content-length: ${payload.length}\r\n`}${given}\r\n${payload}`
  );
}

import type { ECSClient } from '@aws-sdk/client-ecs';
import { SignatureV4 } from '@smithy/signature-v4';
import { cleanText } from '../../lambda/shared/text';
import { timeout } from '../../lambda/shared/timeout';

/** Regions come from task definitions: nothing else may become part of a host that gets a session token. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/;

/** A person waits, though not for long. */
const TIMEOUT_MS = 10_000;

/** Whose region, credentials and partition are taken. */
export type Lender = Pick<
  ECSClient['config'],
  'region' | 'credentials' | 'sha256' | 'endpointProvider' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;

/** One request of an API of which a call or two are made: its client would be loaded for so little. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** The region that is asked, and as which it is signed. */
  readonly region: string;
  /** As which service it is signed. */
  readonly service: string;
  readonly endpoint: URL;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What an API answered. */
export interface ApiAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/** The region itself; throws where it is none. */
export function asRegion(region: string): string {
  if (!REGION.test(region)) { throw new Error(`a region such as eu-west-1 is needed, got '${cleanText(region, 40)}'`); }
  return region;
}

/** Where everything is asked instead of AWS; undefined: AWS itself. */
export function ownEndpoint(): URL | undefined {
  const own = process.env.AWS_ENDPOINT_URL;
  return own === undefined || own === '' ? undefined : new URL(own);
}

/** Signs and sends as the one who lends its settings. */
export async function send(lender: Lender, request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
  const { method, region, service, endpoint: { protocol, hostname, port, pathname: path, origin }, query = {}, body } = request;
  const signer = new SignatureV4({ credentials: lender.credentials, region, service, sha256: lender.sha256 });
  const { headers } = await signer.sign({
    method,
    protocol,
    hostname,
    ...port === '' ? {} : { port: Number(port) },
    path,
    query,
    headers: { host: port === '' ? hostname : `${hostname}:${port}`, ...request.headers },
    ...body === undefined ? {} : { body },
  });
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${origin}${path}${search === '' ? '' : `?${search}`}`, {
    method, headers, ...body === undefined ? {} : { body }, signal: AbortSignal.any([signal, timeout(TIMEOUT_MS)]),
  });
  return { ok: response.ok, status: response.status, text: await response.text() };
}

/** An error that is named and numbered as the SDK's are. */
export function apiError(name: string, message: string, status: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

import type { ECSClient } from '@aws-sdk/client-ecs';
import { SignatureV4 } from '@smithy/signature-v4';
import type { OperationName } from './operations';
import { cleanText } from '../../lambda/shared/text';
import { timeout } from '../../lambda/shared/timeout';
import { isJsonObject, parseJsonObject } from '../../lambda/shared/untrusted-json';

/** CloudWatch Logs, of which one call is made, as the SDK's own client calls it: that would be loaded for one call. */
const LOGS = { service: 'logs', target: 'Logs_20140328', contentType: 'application/x-amz-json-1.1' };

/** Regions come from task definitions: nothing else may become part of a host that gets a session token. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/;

/** A person waits, though not for long. */
const TIMEOUT_MS = 10_000;

/** Calls an operation of CloudWatch Logs in AWS JSON; rejects with an error that is named and numbered as the SDK's are. */
export type CallJson = <Answer>(operation: OperationName, input: object, signal: AbortSignal, region?: string) => Promise<Answer>;

/** Whose region, credentials and partition are taken. */
type Lender = Pick<
  ECSClient['config'],
  'region' | 'credentials' | 'sha256' | 'endpointProvider' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;

/** Calls as the one who lends its settings, in its region or in another one. */
export function jsonCaller(lender: Lender): CallJson {
  return async (operation, input, signal, region) => {
    const { service, target, contentType } = LOGS;
    const place = region ?? await lender.region();
    if (!REGION.test(place)) { throw new Error(`a region such as eu-west-1 is needed, got '${cleanText(place, 40)}'`); }
    const { protocol, hostname, port, pathname: path, href } = await endpointOf(service, place, lender);
    const body = JSON.stringify(input);
    const signer = new SignatureV4({ credentials: lender.credentials, region: place, service, sha256: lender.sha256 });
    const { headers } = await signer.sign({
      method: 'POST',
      protocol,
      hostname,
      ...port === '' ? {} : { port: Number(port) },
      path,
      query: {},
      headers: {
        'host': port === '' ? hostname : `${hostname}:${port}`,
        'content-type': contentType,
        'x-amz-target': `${target}.${operation}`,
      },
      body,
    });
    const until = AbortSignal.any([signal, timeout(TIMEOUT_MS)]);
    const response = await fetch(href, { method: 'POST', headers, body, signal: until });
    const answer = parseJsonObject(await response.text());
    if (!response.ok || !answer) { throw errorOf(response.status, answer); }
    return answer as never;
  };
}

/** Where ECS is, the service's neighbour is as well: `https://ecs.eu-west-1.amazonaws.com`, in every partition. */
async function endpointOf(service: string, Region: string, lender: Lender): Promise<URL> {
  const own = process.env.AWS_ENDPOINT_URL;
  if (own !== undefined && own !== '') { return new URL(own); }
  const [UseFIPS, UseDualStack] = await Promise.all([lender.useFipsEndpoint(), lender.useDualstackEndpoint()]);
  const { url } = lender.endpointProvider({ Region, UseFIPS, UseDualStack }, {});
  return new URL(url.href.replace(/^https:\/\/ecs(?=[.-])/, `https://${service}`));
}

/** `__type` is `AccessDeniedException`, or `com.amazonaws.logs#AccessDeniedException`. */
function errorOf(status: number, answer: unknown): Error {
  const { __type: type = `HTTP ${status}`, message, Message } = isJsonObject(answer) ? answer : {};
  const error = new Error(String(message ?? Message ?? `HTTP status ${status}`));
  error.name = String(type).replace(/^.*#/, '');
  return Object.assign(error, { $metadata: { httpStatusCode: status } });
}

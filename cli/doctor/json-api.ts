import { OPERATIONS, type OperationName } from './operations';
import { apiError, asRegion, type Lender, ownEndpoint, send } from './signed-request';
import { isJsonObject, parseJsonObject } from '../../lambda/shared/untrusted-json';

/** APIs in AWS JSON. */
const APIS: Readonly<Record<string, { readonly host: string; readonly target: string; readonly version: string }>> = {
  'logs': { host: 'logs', target: 'Logs_20140328', version: '1.1' },
  'cloudwatch': { host: 'monitoring', target: 'GraniteServiceVersion20100801', version: '1.0' },
  'application-autoscaling': { host: 'application-autoscaling', target: 'AnyScaleFrontendService', version: '1.1' },
};

/** Calls an operation of one of these APIs; rejects with an error that is named and numbered as the SDK's are. */
export type CallJson = <Answer>(operation: OperationName, input: object, signal: AbortSignal, region?: string) => Promise<Answer>;

/** Calls as the one who lends its settings, in its region or in another one. */
export function jsonCaller(lender: Lender): CallJson {
  return async (operation, input, signal, elsewhere) => {
    const { host: service, target, version } = APIS[OPERATIONS[operation].action.split(':')[0]];
    const region = asRegion(elsewhere ?? await lender.region());
    const { ok, status, text } = await send(lender, {
      method: 'POST',
      region,
      service,
      endpoint: await endpointOf(service, region, lender),
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': `${target}.${operation}` },
      body: JSON.stringify(input),
    }, signal);
    const answer = parseJsonObject(text);
    if (!ok || !answer) { throw errorOf(status, answer); }
    return answer as never;
  };
}

/** Where ECS is, the service's neighbour is as well: `https://ecs.eu-west-1.amazonaws.com`, in every partition. */
async function endpointOf(service: string, Region: string, lender: Lender): Promise<URL> {
  const own = ownEndpoint();
  if (own) { return own; }
  const [UseFIPS, UseDualStack] = await Promise.all([lender.useFipsEndpoint(), lender.useDualstackEndpoint()]);
  const { url } = lender.endpointProvider({ Region, UseFIPS, UseDualStack }, {});
  return new URL(url.href.replace(/^https:\/\/ecs(?=[.-])/, `https://${service}`));
}

/** `__type` is `AccessDeniedException`, or `com.amazonaws.logs#AccessDeniedException`. */
function errorOf(status: number, answer: unknown): Error {
  const { __type: type = `HTTP ${status}`, message, Message } = isJsonObject(answer) ? answer : {};
  return apiError(String(type).replace(/^.*#/, ''), String(message ?? Message ?? `HTTP status ${status}`), status);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiFaults } from './api-faults';
import type { Ec2Api } from './ec2';
import type { EcsApi } from './ecs';
import { ApiError } from './errors';
import type { LambdaApi } from './lambda';
import type { LoadBalancingApi } from './load-balancing';
import type { LogsApi } from './logs';
import type { NotificationsApi } from './notifications';
import type { ParametersApi } from './parameters';
import type { RateLimits } from './rate-limits';
import type { Route53Api } from './route53';
import type { ScalingApi } from './scaling';
import type { SecretsApi } from './secrets';
import { element, type XmlValue } from './xml';

/** By the prefix of X-Amz-Target. */
const JSON_APIS = {
  AmazonEC2ContainerServiceV20141113: 'ecs',
  AmazonSSM: 'parameters',
  secretsmanager: 'secrets',
  AWSStepFunctions: 'stateMachines',
  Logs_20140328: 'logs',
  GraniteServiceVersion20100801: 'cloudWatch',
  AnyScaleFrontendService: 'scaling',
} as const;
/** XML namespaces of the APIs with the query protocol. */
const NAMESPACES = {
  loadBalancing: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  notifications: 'http://sns.amazonaws.com/doc/2010-03-31/',
  dns: 'https://route53.amazonaws.com/doc/2013-04-01/',
  ec2: 'http://ec2.amazonaws.com/doc/2016-11-15/',
} as const;
/** An invocation carries at most 6 MB. */
const LARGEST_BODY = 6 * 1024 * 1024;

/** An API that is called with JSON: its operations by name. */
interface JsonApi {
  readonly operations: Readonly<Record<string, (request: Readonly<Record<string, unknown>>) => object>>;
}

/** The APIs that are served. */
export interface Apis {
  readonly ec2: Ec2Api;
  readonly ecs: EcsApi;
  readonly loadBalancing: LoadBalancingApi;
  readonly lambda: LambdaApi;
  readonly logs: LogsApi;
  /** Metrics and alarms. */
  readonly cloudWatch: JsonApi;
  readonly notifications: NotificationsApi;
  readonly parameters: ParametersApi;
  readonly secrets: SecretsApi;
  readonly stateMachines: JsonApi;
  readonly scaling: ScalingApi;
  readonly dns: Route53Api;
  /** How many calls are answered. */
  readonly limits: RateLimits;
}

type QueryOperation = (request: URLSearchParams) => XmlValue;

/**
 * Routes requests to the served AWS APIs, each in the protocol that the SDKs use for it: ECS, Systems Manager, Secrets Manager, Step
 * Functions, Application Auto Scaling and CloudWatch with its Logs in JSON (recognized by X-Amz-Target), Elastic Load Balancing, EC2 and
 * SNS in query and XML, Lambda and Route 53 in REST.
 * Signatures are not verified.
 */
export class ApiRouter {
  constructor(private readonly apis: Apis, private readonly faults: ApiFaults) {}

  public async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    let action = '';
    let isXml = query;
    try {
      const body = await read(request);
      if (query) {
        const form = new URLSearchParams(body);
        action = form.get('Action') ?? '';
        await this.answerQuery(form, response);
      } else if (request.headers['x-amz-target']) {
        await this.answerJson(String(request.headers['x-amz-target']), body, response);
      } else {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
        const asked = this.apis.dns.called(pathname, searchParams);
        isXml = asked !== undefined;
        asked ? await this.answerDns(asked, response) : await this.answerRest(request, body, response);
      }
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError('InternalFailure', (error as Error).message, 500);
      isXml ? sendQueryError(response, known, Object.hasOwn(this.apis.ec2.operations, action)) : sendJsonError(response, known);
    }
  }

  private async answerJson(target: string, body: string, response: ServerResponse): Promise<void> {
    const [prefix, name = ''] = target.split('.');
    const api = this.apis[JSON_APIS[prefix as keyof typeof JSON_APIS]];
    if (!api || !Object.hasOwn(api.operations, name)) {
      throw this.unknown(target);
    }
    this.apis.limits.take(name);
    const request = JSON.parse(body || '{}') as Record<string, unknown>;
    await this.faults.apply(name);
    const answer = api.operations[name](request);
    send(response, 200, 'application/x-amz-json-1.1', JSON.stringify(answer));
  }

  private async answerQuery(request: URLSearchParams, response: ServerResponse): Promise<void> {
    const name = request.get('Action') ?? '';
    const api = (['loadBalancing', 'notifications', 'ec2'] as const).find((each) => Object.hasOwn(this.apis[each].operations, name));
    if (!api) {
      throw this.unknown(name);
    }
    this.apis.limits.take(name);
    await this.faults.apply(name);
    const operations: Readonly<Record<string, QueryOperation>> = this.apis[api].operations;
    const answer = operations[name](request);
    // EC2 has a dialect of its own: no element around the result, and lists of items.
    const result = api === 'ec2' ? Object.entries(answer as object).map(([key, value]) => element(key, value as XmlValue, 'item')).join('')
      : element(`${name}Result`, answer) + element('ResponseMetadata', { RequestId: 'sandbox' });
    send(response, 200, 'text/xml', `<${name}Response xmlns="${NAMESPACES[api]}">${result}</${name}Response>`);
  }

  private async answerDns({ name, answer }: NonNullable<ReturnType<Route53Api['called']>>, response: ServerResponse): Promise<void> {
    this.apis.limits.take(name);
    await this.faults.apply(name);
    const members = await answer();
    send(response, 200, 'text/xml', `<?xml version="1.0"?>\n<${name}Response xmlns="${NAMESPACES.dns}">${members}</${name}Response>`);
  }

  private async answerRest(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const { pathname: path } = new URL(request.url ?? '/', 'http://sandbox');
    const name = this.apis.lambda.invoked(path);
    if (!name) {
      throw this.unknown(`${request.method} ${path}`);
    }
    const header = (key: string) => String(request.headers[key] ?? '');
    const answer = await this.apis.lambda.invoke(name, header('x-amz-invocation-type'), header('x-amz-log-type'), body);
    send(response, answer.status, 'application/json', answer.body, answer.headers);
  }

  private unknown(operation: string): ApiError {
    const { ec2, ecs, loadBalancing, logs, cloudWatch, notifications, parameters, scaling, secrets, stateMachines } = this.apis;
    const apis = [ecs, loadBalancing, notifications, parameters, secrets, stateMachines, ec2, logs, cloudWatch, scaling];
    const served = [...apis.flatMap((api) => Object.keys(api.operations)), 'Invoke'];
    return new ApiError('UnknownOperationException', `The sandbox does not serve '${operation}'; it serves ${served.join(', ')}.`);
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) {
      throw new ApiError('RequestTooLargeException', `The request is larger than ${LARGEST_BODY} bytes.`, 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'sandbox', ...headers }).end(body);
}

function sendJsonError(response: ServerResponse, error: ApiError): void {
  send(response, error.status, 'application/x-amz-json-1.1', JSON.stringify({ __type: error.code, message: error.message }), {
    'x-amzn-errortype': error.code,
  });
}

/** EC2's errors are a list. */
function sendQueryError(response: ServerResponse, error: ApiError, isEc2: boolean): void {
  const detail = element('Error', { Type: 'Sender', Code: error.code, Message: error.message });
  send(response, error.status, 'text/xml', isEc2
    ? `<Response><Errors>${detail}</Errors>${element('RequestID', 'sandbox')}</Response>`
    : `<ErrorResponse>${detail}${element('RequestId', 'sandbox')}</ErrorResponse>`);
}

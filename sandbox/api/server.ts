import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EcsApi } from './ecs';
import { ApiError } from './errors';
import type { LambdaApi } from './lambda';
import type { LoadBalancingApi } from './load-balancing';
import type { NotificationsApi } from './notifications';
import type { ParametersApi } from './parameters';
import type { SchedulerApi } from './scheduler';
import { element, type XmlValue } from './xml';
import type { StateMachines } from '../state-machines/state-machines';

/** By the prefix of X-Amz-Target. */
const JSON_APIS = { AmazonEC2ContainerServiceV20141113: 'ecs', AmazonSSM: 'parameters', AWSStepFunctions: 'stateMachines' } as const;
/** XML namespaces of the APIs that speak the query protocol. */
const NAMESPACES = {
  loadBalancing: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  notifications: 'http://sns.amazonaws.com/doc/2010-03-31/',
} as const;
/** An invocation carries at most 6 MB. */
const LARGEST_BODY = 6 * 1024 * 1024;

/** What the server answers with. */
export interface Apis {
  readonly ecs: EcsApi;
  readonly loadBalancing: LoadBalancingApi;
  readonly lambda: LambdaApi;
  readonly notifications: NotificationsApi;
  readonly scheduler: SchedulerApi;
  readonly parameters: ParametersApi;
  readonly stateMachines: StateMachines;
}

type QueryOperation = (request: URLSearchParams) => XmlValue;

/**
 * One HTTP port that speaks for all served AWS APIs, each in the protocol that the SDK uses for it: ECS, Systems Manager and Step Functions JSON (told by
 * X-Amz-Target), Elastic Load Balancing and SNS query and XML, Lambda and Scheduler REST. Signatures are not checked.
 */
export class ApiServer {
  private readonly server: Server;
  private apis?: Apis;

  constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** `http://127.0.0.1:PORT`, once it listens. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', resolve);
    });
  }

  /** Answers from these from now on; the port is known before they are, for functions need it. */
  serve(apis: Apis): void {
    this.apis = apis;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    try {
      const body = await read(request);
      if (query) {
        this.answerQuery(new URLSearchParams(body), response);
      } else if (request.headers['x-amz-target']) {
        this.answerJson(String(request.headers['x-amz-target']), body, response);
      } else {
        await this.answerRest(request, body, response);
      }
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError('InternalFailure', (error as Error).message, 500);
      query ? sendQueryError(response, known) : sendJsonError(response, known);
    }
  }

  private answerJson(target: string, body: string, response: ServerResponse): void {
    const [prefix, name = ''] = target.split('.');
    const api = this.apis?.[JSON_APIS[prefix as keyof typeof JSON_APIS]];
    if (!api || !Object.hasOwn(api.operations, name)) {
      throw this.unknown(target);
    }
    const request = JSON.parse(body || '{}') as Record<string, unknown>;
    const answer = api === this.apis?.ecs ? this.apis.ecs.call(name, request) : api.operations[name](request);
    send(response, 200, 'application/x-amz-json-1.1', JSON.stringify(answer));
  }

  private answerQuery(request: URLSearchParams, response: ServerResponse): void {
    const name = request.get('Action') ?? '';
    const api = (['loadBalancing', 'notifications'] as const).find((each) => Object.hasOwn(this.apis?.[each].operations ?? {}, name));
    if (!api) {
      throw this.unknown(name);
    }
    const operations: Readonly<Record<string, QueryOperation>> = this.apis![api].operations;
    const result = element(`${name}Result`, operations[name](request)) + element('ResponseMetadata', { RequestId: 'sandbox' });
    send(response, 200, 'text/xml', `<${name}Response xmlns="${NAMESPACES[api]}">${result}</${name}Response>`);
  }

  private async answerRest(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    const schedule = request.method === 'GET' ? this.apis?.scheduler.asked(path) : undefined;
    if (schedule) {
      send(response, 200, 'application/json', JSON.stringify(this.apis!.scheduler.getSchedule(schedule, searchParams.get('groupName') ?? 'default')));
      return;
    }
    const name = this.apis?.lambda.invoked(path);
    if (!name) {
      throw this.unknown(`${request.method} ${path}`);
    }
    const header = (key: string) => String(request.headers[key] ?? '');
    const answer = await this.apis!.lambda.invoke(name, header('x-amz-invocation-type'), header('x-amz-log-type'), body);
    send(response, answer.status, 'application/json', answer.body, answer.headers);
  }

  private unknown(operation: string): ApiError {
    const { ecs, loadBalancing, notifications, parameters, stateMachines } = this.apis ?? {};
    const operations = [ecs, loadBalancing, notifications, parameters, stateMachines].flatMap((api) => Object.keys(api?.operations ?? {}));
    const served = [...operations, 'GetSchedule', 'Invoke'];
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

function sendQueryError(response: ServerResponse, error: ApiError): void {
  const detail = { Type: 'Sender', Code: error.code, Message: error.message };
  send(response, error.status, 'text/xml', `<ErrorResponse>${element('Error', detail)}${element('RequestId', 'sandbox')}</ErrorResponse>`);
}

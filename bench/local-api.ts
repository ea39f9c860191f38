import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an answer of AWS takes. */
const LATENCY_MS = 30;

/** A call of an API that is served here. */
export interface LocalCall {
  /** `X-Amz-Target`, of APIs in AWS JSON. */
  readonly target?: string;
  readonly url: string;
  readonly body: string;
}

/** A server on a port of its own, which hands calls out whole and as late as AWS would answer. */
export abstract class LocalApi {
  private readonly server = createServer((request, response) => void this.handle(request, response));

  public async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  protected abstract respond(call: LocalCall, response: ServerResponse): void;

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) { chunks.push(chunk); }
    const target = request.headers['x-amz-target'] as string | undefined;
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    this.respond({ ...target === undefined ? {} : { target }, url: request.url ?? '', body: Buffer.concat(chunks).toString() }, response);
  }
}

/** AWS's answer to a call for which there is no token. */
export function refuse(response: ServerResponse, isXml: boolean): void {
  response.writeHead(400, isXml ? { 'content-type': 'text/xml' } : {
    'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': 'ThrottlingException',
  });
  response.end(isXml ? '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>'
    : '{"__type":"ThrottlingException","message":"Rate exceeded"}');
}

const STARTED_AT = 1_700_000_000;

/** A task of a made-up account that runs and is well; its ARN ends with its number, by which it belongs to a service. */
export function runningTask(taskArn: string, tasksOfService: number): object {
  const index = Number(taskArn.split('/').pop());
  return {
    taskArn,
    group: `service:s${Math.floor(index / tasksOfService)}`,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    connectivity: 'CONNECTED',
    healthStatus: 'HEALTHY',
    startedAt: STARTED_AT,
    attachments: [{ type: 'ElasticNetworkInterface', details: [{ name: 'privateIPv4Address', value: address(index) }] }],
    containers: [{ name: 'app', healthStatus: 'HEALTHY' }],
  };
}

/** The address of a task by its number. */
export function address(index: number): string {
  return `10.${Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`;
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What one call is answered with: JSON for ECS and Lambda (an error of the function where it names one), XML for ELBv2, or a status with
 * an error.
 */
export type Answer = object | string | { readonly httpStatus: number; readonly errorCode: string };

export interface Call {
  /** `DescribeTasks`, … */
  readonly action: string;
  /** Fields of the request. */
  readonly input: Record<string, unknown>;
}

/** A real HTTP server that speaks as much of the ECS, ELBv2, Lambda, Parameter Store and SNS protocols as the functions need. */
export class AwsServer {
  public readonly calls: Call[] = [];
  private readonly server: Server;

  /** @param answer undefined: the call is left without an answer */
  constructor(private readonly answer: (call: Call) => Answer | undefined) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const call = parse(request.url ?? '', request.headers['x-amz-target'] as string | undefined, Buffer.concat(chunks).toString());
        this.calls.push(call);
        const given = this.answer(call);
        if (given === undefined) { return; }
        const failed = typeof given === 'object' && 'httpStatus' in given ? given as { httpStatus: number; errorCode: string } : undefined;
        const query = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
        if (typeof given === 'string' || (failed && query)) {
          response.writeHead(failed?.httpStatus ?? 200, { 'content-type': 'text/xml' });
          response.end(
            failed ? `<ErrorResponse><Error><Code>${failed.errorCode}</Code><Message>no</Message></Error></ErrorResponse>` : given,
          );
        } else {
          const functionError = 'functionError' in given ? { 'x-amz-function-error': 'Unhandled' } : {};
          response.writeHead(failed?.httpStatus ?? 200, {
            'content-type': 'application/x-amz-json-1.1',
            ...functionError,
            ...failed ? { 'x-amzn-errortype': failed.errorCode } : {},
          });
          response.end(JSON.stringify(failed ? { __type: failed.errorCode, message: 'no' } : given));
        }
      });
    });
  }

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function parse(url: string, target: string | undefined, body: string): Call {
  if (url.startsWith('/2015-03-31/functions/')) { return { action: 'Invoke', input: JSON.parse(body) as Record<string, unknown> }; }
  if (target) { return { action: target.split('.')[1], input: JSON.parse(body) as Record<string, unknown> }; }
  const fields = Object.fromEntries(new URLSearchParams(body));
  return { action: fields.Action, input: fields };
}

/** DescribeTargetHealth's answer. */
export function targetHealth(targets: readonly { id: string; port: number; state: string; reason?: string }[]): string {
  const members = targets.map(({ id, port, state, reason }) => `<member><Target><Id>${id}</Id><Port>${port}</Port></Target>`
    + `<TargetHealth><State>${state}</State>${reason ? `<Reason>${reason}</Reason>` : ''}</TargetHealth></member>`);
  return (
    '<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetHealthResult>'
    + `<TargetHealthDescriptions>${members.join('')}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`
  );
}

/** A task as DescribeTasks gives it, in network mode awsvpc. */
export function ecsTask(name: string, address: string, changes: object = {}): object {
  return {
    taskArn: `arn:aws:ecs:eu-west-1:111122223333:task/prod/${name}`,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    connectivity: 'CONNECTED',
    healthStatus: 'UNHEALTHY',
    startedAt: 1_700_000_000,
    attachments: [
      {
        type: 'ElasticNetworkInterface',
        details: [
          { name: 'subnetId', value: 's' },
          { name: 'privateIPv4Address', value: address },
        ],
      },
    ],
    containers: [
      { name: 'log-router', healthStatus: 'UNHEALTHY' },
      { name: 'app', healthStatus: 'HEALTHY' },
    ],
    ...changes,
  };
}

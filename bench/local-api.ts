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

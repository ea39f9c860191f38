import { request, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { startTls } from './certificate';
import { type Deadline, untilDeadline } from './deadline';
import { type Finding, lateFinding } from './finding';
import { readAnswer } from './formats/read';
import { answerFinding } from './socket-error';
import { acceptsStatus, DEFAULT_STATUS_CODES, isMissing } from './status-codes';
import type { EndpointPlan } from '../../src/verification/plan';

/** Most of a body that is read, in bytes. */
export const BODY_BYTES = 64 * 1024;

/** Most of an answer's header that is read, in bytes. */
const HEADER_BYTES = 16 * 1024;

/**
 * Asks an HTTP(S) endpoint over a fresh connection and reads its answer. Redirects are not followed: what a
 * redirect leads to is not the endpoint that was promised, and may be an address that must not be contacted.
 *
 * @param authority host and port for the Host header
 */
export function probeHttp(socket: Socket, endpoint: EndpointPlan, host: string, authority: string, deadline: Deadline): Promise<Finding> {
  let missing = 'answer';
  return untilDeadline<Finding>(deadline, () => lateFinding(deadline, `connected, but no ${missing}`), (settle) => {
    const stream = endpoint.protocol === 'https' ? startTls(socket, host, ['http/1.1']) : socket;
    const get = request({
      createConnection: () => stream,
      path: endpoint.path ?? '/',
      maxHeaderSize: HEADER_BYTES,
      headers: {
        'host': authority,
        'accept': 'application/json, */*;q=0.5',
        'accept-encoding': 'identity',
        'user-agent': 'cdk-ecs-layered-health',
      },
    });
    get.on('response', (response) => {
      missing = `complete body after status ${response.statusCode}`;
      readResponse(response, endpoint, settle);
    });
    get.on('error', (error) => settle(answerFinding(error, 'HTTP')));
    get.on('close', () => settle({ outcome: 'PROTOCOL_ERROR', detail: `connected, but the target closed the connection: no ${missing}` }));
    get.end();
    return () => {
      get.destroy();
      stream.destroy();
      socket.destroy();
    };
  });
}

function readResponse(response: IncomingMessage, endpoint: EndpointPlan, settle: (finding: Finding) => void): void {
  const httpStatus = response.statusCode ?? 0;
  const expected = endpoint.statusCodes ?? DEFAULT_STATUS_CODES;
  const accepted = acceptsStatus(expected, httpStatus);
  const format = endpoint.format ?? 'auto';
  const read = (body: Buffer, complete: boolean) => settle(readAnswer(format, {
    httpStatus, accepted, expected, complete, body: body.toString('utf8'), contentType: response.headers['content-type'] ?? '',
  }));
  // Where the status code alone decides, the body is not waited for.
  if (format === 'status-only' || (!accepted && isMissing(httpStatus))) { return read(Buffer.alloc(0), true); }

  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > BODY_BYTES) { read(Buffer.concat(chunks).subarray(0, BODY_BYTES), false); }
  });
  response.on('end', () => read(Buffer.concat(chunks), true));
  response.on('error', (error) => settle(answerFinding(error, 'HTTP')));
}

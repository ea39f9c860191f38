import { connect, type IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import type { Call } from '../call';
import { now, since } from '../clock';
import { type Deadline, untilDeadline } from '../deadline';
import { type Finding, lateFinding } from '../finding';
import { decodeResponse, encodeRequest, SERVING_STATUS } from './grpc-message';
import { FrameByFrame } from './http2-frames';
import { meaningOfCode } from './status-codes';
import type { GrpcEndpointPlan } from '../../../src/shared/plan';
import { startTls } from '../tls/certificate';
import { answerFinding } from '../transport/socket-error';

/** Most of an answer that is read: a health answer has a few bytes. */
const ANSWER_BYTES = 4096;
const HEADER_BYTES = 16 * 1024;
const HEADER_PAIRS = 64;

/** What a connection may cost, whatever the target sends: nothing that it could push or pile up has a use here. */
const LIMITS = {
  settings: { enablePush: false, maxHeaderListSize: HEADER_BYTES, initialWindowSize: HEADER_BYTES },
  maxHeaderListPairs: HEADER_PAIRS,
  maxReservedRemoteStreams: 0,
  maxSessionMemory: 1, // MB
};

/** gRPC status codes that say that nobody answers for health there: not found, no permission, unimplemented, unauthenticated. */
const MISSING = new Set([5, 7, 12, 16]);
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;

/** What the target sent: headers, messages, and trailers, which an answer without a message has in the headers. */
interface Answer {
  /** When the call was made. */
  readonly start: number;
  processing?: number;
  headers?: IncomingHttpHeaders;
  trailers?: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Calls `grpc.health.v1.Health/Check` over a fresh connection, by hand over HTTP/2. The deadline is on the whole call and is
 * sent along, so that the server can give up in time as well.
 *
 * @param secure over TLS instead of in the clear (h2c)
 */
export function probeGrpc(socket: Socket, { plan, host, authority, deadline }: Call<GrpcEndpointPlan>, secure: boolean): Promise<Finding> {
  const service = plan.grpcService ?? '';
  return untilDeadline<Finding>(deadline, () => lateFinding(deadline, 'connected, but no gRPC answer'), (settle) => {
    const stream = new FrameByFrame(secure ? startTls(socket, host, ['h2']) : socket);
    const session = connect(`${secure ? 'https' : 'http'}://${authority}`, { createConnection: () => stream, ...LIMITS });
    const answer: Answer = { start: now(), body: Buffer.alloc(0) };
    const call = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      'te': 'trailers',
      'grpc-timeout': `${Math.max(1, Math.round(deadline.remaining()))}m`,
      'user-agent': 'cdk-ecs-layered-health',
    });
    call.on('response', (headers) => {
      answer.processing = since(answer.start);
      answer.headers = headers;
    });
    call.on('trailers', (trailers) => { answer.trailers = trailers; });
    call.on('data', (chunk: Buffer) => {
      answer.body = Buffer.concat([answer.body, chunk]);
      if (answer.body.length > ANSWER_BYTES) { settle(notGrpc(`an answer of more than ${ANSWER_BYTES} bytes`)); }
    });
    const failed = (error: unknown) => {
      settle(stream.otherProtocol === undefined ? answerFinding(error, 'gRPC') : notHttp2(stream.otherProtocol));
    };
    call.on('error', failed);
    call.on('close', () => {
      const other = answer.headers ? undefined : stream.otherProtocol;
      settle(other === undefined ? { ...judge(answer, service, deadline), phases: phasesOf(answer) } : notHttp2(other));
    });
    session.on('error', failed);
    call.end(encodeRequest(service));
    // A session that is destroyed by one of its own events may still be reading. One turn later it reads no more.
    return () => setImmediate(() => {
      session.destroy();
      stream.destroy();
      socket.destroy();
    });
  });
}

/** Over TLS the call waits for the handshake, which is in its processing time. */
function phasesOf({ start, processing }: Answer): Finding['phases'] {
  return processing === undefined ? {} : { processing, transfer: since(start + processing) };
}

function judge(answer: Answer, service: string, deadline: Deadline): Finding {
  if (!answer.headers) { return notGrpc('the end of the connection'); }
  const httpStatus = Number(answer.headers[':status']);
  if (httpStatus !== 200) {
    const detail = `expected a gRPC answer, got HTTP status ${httpStatus}`;
    const outcome = meaningOfCode(httpStatus);
    return { outcome: outcome === 'UNHEALTHY' && httpStatus < 500 ? 'PROTOCOL_ERROR' : outcome, detail };
  }
  const code = Number(answer.trailers?.['grpc-status'] ?? answer.headers['grpc-status'] ?? NaN);
  if (!Number.isInteger(code)) { return notGrpc('an answer without grpc-status'); }
  if (code === 0) { return judgeServing(decodeResponse(answer.body), service); }
  if (code === DEADLINE_EXCEEDED) { return lateFinding(deadline, 'connected, but no gRPC answer'); }
  if (code === RESOURCE_EXHAUSTED) {
    return { outcome: 'OVERLOADED', detail: `expected SERVING, got gRPC status ${code}, limiting requests` };
  }
  const asked = service === '' ? 'the server' : `service ${service}`;
  return { outcome: MISSING.has(code) ? 'MISSING' : 'UNHEALTHY', detail: `expected SERVING for ${asked}, got gRPC status ${code}` };
}

function judgeServing(status: number | undefined, service: string): Finding {
  if (status === undefined) { return notGrpc('a message that is not a HealthCheckResponse'); }
  const name = SERVING_STATUS[status] ?? String(status);
  if (name === 'SERVING') { return { outcome: 'OK', detail: 'SERVING' }; }
  return {
    outcome: name === 'SERVICE_UNKNOWN' ? 'MISSING' : 'UNHEALTHY',
    detail: `expected SERVING${service && ` for service ${service}`}, got ${name}`,
  };
}

function notHttp2(protocol: string): Finding {
  return { outcome: 'OTHER_PROTOCOL', detail: `expected a gRPC health answer in HTTP/2, got an answer in ${protocol}` };
}

function notGrpc(got: string): Finding {
  return { outcome: 'PROTOCOL_ERROR', detail: `expected a gRPC health answer, got ${got}` };
}

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { now } from '../clock';
import { type Deadline, untilDeadline } from '../deadline';
import { type Finding, lateFinding } from '../finding';
import { type HttpHeaders, NotHttp } from './http-lines';
import { type BodyDemand, HttpParser } from './http-parser';
import type { Phases } from '../../shared/check-result';
import { answerFinding } from '../transport/socket-error';

/** What an HTTP endpoint sent. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
  /** Whether the body was cut at the cap. */
  readonly cut: boolean;
  readonly phases: Phases;
}

/** One request and how its answer is taken. */
export interface Exchange {
  /** Bytes, one a character (Latin-1). */
  readonly request: string;
  readonly isHead: boolean;
  /** Decides by status code and headers whether the body is waited for. */
  readonly wantsBody: (status: number, headers: HttpHeaders) => BodyDemand;
  /** Starts TLS on the connection; absent for plain HTTP. */
  readonly startTls?: (socket: Socket) => TLSSocket;
  /** Verifies the certificate before a byte of the request is sent; a finding ends the exchange. */
  readonly certificateError?: (secure: TLSSocket) => Finding | undefined;
}

/** Sends a request over an open connection, reads its one answer and closes the connection, within the deadline. */
export function exchangeHttp(socket: Socket, exchange: Exchange, deadline: Deadline): Promise<HttpAnswer | Finding> {
  const parser = new HttpParser(exchange.isHead, exchange.wantsBody);
  const missing = () => (parser.status ? `complete body after status ${parser.status}` : 'answer');
  let answered: () => HttpAnswer;
  const late = () => (parser.giveUp() ? answered() : lateFinding(deadline, `connected, but no ${missing()}`));
  return untilDeadline<HttpAnswer | Finding>(deadline, late, (settle) => {
    const stream = exchange.startTls?.(socket) ?? socket;
    const start = now();
    let sent = start;
    let first = 0;
    const send = () => {
      if (stream !== socket) { sent = now(); }
      stream.write(exchange.request, 'latin1');
    };
    answered = () => ({
      status: parser.status,
      headers: parser.headers,
      body: parser.body,
      cut: parser.cut,
      phases: stream === socket
        ? { processing: tenth(first - sent), transfer: tenth(now() - first) }
        : { tls: tenth(sent - start), processing: tenth(first - sent), transfer: tenth(now() - first) },
    });
    const closed = () => settle(parser.end() || parser.giveUp() ? answered() : closedFinding(missing()));

    stream.on('data', (bytes: Buffer) => {
      first ||= now();
      try {
        parser.push(bytes);
      } catch (error) {
        if (!(error instanceof NotHttp)) { throw error; }
        const outcome = error.isOtherProtocol ? 'OTHER_PROTOCOL' : 'PROTOCOL_ERROR';
        return settle({ outcome, detail: `expected an answer in HTTP/1, got ${error.message}` });
      }
      if (parser.isDone) { settle(answered()); }
    });
    stream.on('end', closed);
    // Without a FIN a body that ends with the connection is not whole.
    stream.on('close', () => settle(parser.giveUp() ? answered() : closedFinding(missing())));
    stream.on('error', (error) => settle(parser.giveUp() ? answered() : answerFinding(error, 'HTTP')));
    if (stream === socket) {
      send();
    } else {
      stream.on('secureConnect', () => {
        const certificateError = exchange.certificateError?.(stream as TLSSocket);
        if (certificateError) { settle(certificateError); } else { send(); }
      });
    }
    // A turn later, a target that was asked to close the connection has closed it, and what is left to us is the cheap end of it.
    return () => setImmediate(() => {
      stream.destroy();
      socket.destroy();
    });
  });
}

function closedFinding(missing: string): Finding {
  return { outcome: 'PROTOCOL_ERROR', detail: `connected, but the target closed the connection: no ${missing}` };
}

function tenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}

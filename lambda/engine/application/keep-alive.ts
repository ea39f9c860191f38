import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../clock';
import { Deadline, untilDeadline } from '../deadline';
import { type HttpHeaders, NotHttp } from './http-lines';
import { HttpParser } from './http-parser';
import { encodeRequest } from './http-request';
import { cleanText } from '../../shared/text';
import { startTls } from '../tls/certificate';
import { formatAuthority, openConnection } from '../transport/connect';

/** Where a connection is held. */
export interface KeepAliveTarget {
  /** Name or address, for the request and for TLS. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly secure: boolean;
  /** Deadline of connection and answer, milliseconds. */
  readonly timeoutMs: number;
}

/** What a server does with a connection on which nothing happens. */
export interface KeepAlive {
  /** KEPT: it outlasted the time. CLOSED: the server closed it. REFUSED: the answer itself said so. UNKNOWN: there was no answer. */
  readonly state: 'KEPT' | 'CLOSED' | 'REFUSED' | 'UNKNOWN';
  /** Seconds until the server closed it, or for which it was held; to a tenth. */
  readonly seconds: number;
  /** The Server header, cleaned; empty where there is none. */
  readonly server: string;
  /** Why nothing is known. */
  readonly trouble?: string;
}

/** A little longer than the load balancer keeps it: one that is closed at the same moment is as bad as one closed before. */
const MARGIN_MS = 1_000;

/**
 * Asks once over a connection of its own, and holds that connection idle: whether the server closes it before the load balancer would.
 * A load balancer that sends a request just then answers its client with 502.
 *
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 *
 * @param idleSeconds the load balancer's idle timeout
 */
export async function holdIdle(target: KeepAliveTarget, idleSeconds: number): Promise<KeepAlive> {
  const { address, host, port, path, secure, timeoutMs } = target;
  const { socket, finding } = await openConnection(address, port, new Deadline(timeoutMs));
  if (!socket) { return unknown(finding.detail); }
  const stream = secure ? startTls(socket, host, ['http/1.1']) : socket;
  let closedAt: number | undefined;
  for (const event of ['end', 'close', 'error']) { stream.on(event, () => { closedAt ??= now(); }); }
  try {
    const request = encodeRequest({ method: 'GET', path, headers: [] }, formatAuthority(host, port), 'keep-alive');
    const headers = await answerOn(stream, request, new Deadline(timeoutMs));
    if (typeof headers === 'string') { return unknown(headers); }
    const server = cleanText(headers.get('server') ?? '', 40);
    if (/\bclose\b/i.test(headers.get('connection') ?? '')) { return { state: 'REFUSED', seconds: 0, server }; }
    const start = now();
    const until = start + idleSeconds * 1000 + MARGIN_MS;
    while (closedAt === undefined && now() < until) { await sleep(Math.min(50, until - now())); }
    const seconds = Math.round(((closedAt ?? now()) - start) / 100) / 10;
    return { state: closedAt === undefined ? 'KEPT' : 'CLOSED', seconds: Math.max(0, seconds), server };
  } finally {
    stream.destroy();
    socket.destroy();
  }
}

/** The headers of an answer that has come as a whole, or why it has not. */
function answerOn(stream: Socket, request: string, deadline: Deadline): Promise<HttpHeaders | string> {
  const parser = new HttpParser(false);
  return untilDeadline<HttpHeaders | string>(deadline, () => 'no answer in time', (settle) => {
    const read = (bytes: Buffer) => {
      try {
        parser.push(bytes);
        if (parser.isDone) { settle(parser.headers); }
      } catch (error) {
        if (!(error instanceof NotHttp)) { throw error; }
        settle(`expected an answer in HTTP/1, got ${error.message}`);
      }
    };
    const end = () => {
      settle(parser.end() ? new Map([...parser.headers, ['connection', 'close']]) : 'the connection ended before the answer did');
    };
    stream.on('data', read).on('end', end).on('close', end);
    stream.write(request, 'latin1');
    return () => {
      stream.off('data', read);
      stream.resume(); // so that the end of the connection is seen
    };
  });
}

function unknown(trouble: string): KeepAlive {
  return { state: 'UNKNOWN', seconds: 0, server: '', trouble };
}

import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Call } from '../call';
import { now, since } from '../clock';
import { untilDeadline } from '../deadline';
import { type Finding, lateFinding } from '../finding';
import { HEADER_BYTES, HEADER_LINES, type HttpHeaders, NotHttp, parseHeaderLine, parseStatusLine } from './http-lines';
import { Secrets } from './http-secrets';
import { meaningOfCode } from './status-codes';
import { upgradeRequest } from './websocket-request';
import type { WebSocketEndpointPlan } from '../../../src/shared/plan';
import { judgeCertificate, startTls } from '../tls/certificate';
import { answerFinding } from '../transport/socket-error';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const END_OF_HEADERS = '\r\n\r\n';
const SWITCHING_PROTOCOLS = 101;
const UPGRADE_REQUIRED = 426;
/** A close frame with code 1000 as a client sends it, masked; with a mask of zeros, because nothing in it is worth hiding. */
const CLOSE = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);

/** Asks for the upgrade to a WebSocket over a fresh connection and, once it is granted, says goodbye. */
export async function probeWebSocket(
  socket: Socket, { plan, host, authority, deadline, secrets: values }: Call<WebSocketEndpointPlan>,
): Promise<Finding> {
  const secrets = new Secrets(plan, values);
  const key = randomBytes(16).toString('base64');
  const request = secrets.missing === undefined ? upgradeRequest(plan, secrets.headers, authority, key) : undefined;
  if (!request) {
    socket.destroy();
    return {
      outcome: 'PROBER',
      detail:
        secrets.missing === undefined
          ? 'a header of the plan cannot be sent'
          : `the value of secret header ${secrets.missing} is not known`,
    };
  }
  const finding = await untilDeadline<Finding>(
    deadline,
    () => lateFinding(deadline, 'connected, but no answer to the upgrade'),
    (settle) => {
      const stream = plan.protocol === 'wss' ? startTls(socket, host, ['http/1.1']) : socket;
      const start = now();
      let sent = start;
      let received = '';
      let first: number | undefined;
      let granted = false;
      const send = () => {
        sent = now();
        stream.write(request);
      };
      stream.on('data', (chunk: Buffer) => {
        first ??= since(sent);
        received += chunk.toString('latin1', 0, HEADER_BYTES + 1);
        const end = received.indexOf(END_OF_HEADERS);
        if (end < 0 && received.length <= HEADER_BYTES) {
          return;
        }
        const verdict =
          end < 0 || end > HEADER_BYTES
            ? notWebSocket(`headers of more than ${HEADER_BYTES} bytes`)
            : judgeUpgrade(received.slice(0, end), key);
        const tls = stream === socket ? {} : { tls: Math.round((sent - start) * 10) / 10 };
        granted = verdict.outcome === 'OK';
        settle({ ...verdict, phases: { ...tls, processing: first } });
      });
      stream.on('close', () =>
        settle({ outcome: 'PROTOCOL_ERROR', detail: 'connected, but the target closed the connection without an answer to the upgrade' }),
      );
      stream.on('error', (error) => settle(answerFinding(error, 'WebSocket')));
      if (stream === socket) {
        send();
      } else {
        stream.on('secureConnect', () => {
          const certificateError = secrets.isEmpty ? undefined : certificateErrorOf(stream as TLSSocket, host);
          if (certificateError) {
            settle(certificateError);
          } else {
            send();
          }
        });
      }
      return () => {
        // So few bytes are out at once; a peer that granted nothing gets no close frame.
        if (granted) {
          stream.write(CLOSE);
          return stream.destroySoon();
        }
        stream.destroy();
        socket.destroy();
      };
    },
  );
  return secrets.redactFinding(finding);
}

/** Secrets go over no connection whose certificate is not the one that it should be. */
function certificateErrorOf(secure: TLSSocket, host: string): Finding | undefined {
  const { outcome, detail } = judgeCertificate(secure, host);
  return outcome === 'CERTIFICATE_INVALID' ? { outcome: 'SKIPPED', detail: `the secret headers were not sent: ${detail}` } : undefined;
}

/** What an answer's status line and headers, without the empty line after them, come to as the answer to an upgrade with this key. */
export function judgeUpgrade(head: string, key: string): Finding {
  let status: number;
  const headers = new Map<string, string>();
  try {
    const [first = '', ...lines] = head.split('\r\n');
    ({ status } = parseStatusLine(first));
    if (lines.length > HEADER_LINES) { throw new NotHttp(`more than ${HEADER_LINES} header lines`); }
    lines.forEach((line) => parseHeaderLine(line, headers));
  } catch (error) {
    if (!(error instanceof NotHttp)) { throw error; }
    return error.isOtherProtocol ? { ...notWebSocket(error.message), outcome: 'OTHER_PROTOCOL' } : notWebSocket(error.message);
  }
  return status === SWITCHING_PROTOCOLS ? judgeSwitch(headers, key) : judgeStatus(status);
}

function judgeSwitch(headers: HttpHeaders, key: string): Finding {
  const words = (name: string) => (headers.get(name) ?? '').toLowerCase().split(',').map((word) => word.trim());
  if (!words('upgrade').includes('websocket') || !words('connection').includes('upgrade')) {
    return notWebSocket('a switch to another protocol');
  }
  const expected = createHash('sha1').update(key + GUID).digest('base64');
  // A proxy that repeats an old answer, or a server that does not understand, gives another one (RFC 6455 section 4.1).
  if (headers.get('sec-websocket-accept') !== expected) { return notWebSocket('a Sec-WebSocket-Accept for another request'); }
  return { outcome: 'OK', detail: 'accepted the upgrade (101)' };
}

/** As of an HTTP endpoint; a page where the WebSocket should be is something else that is served there. */
function judgeStatus(status: number): Finding {
  const isElsewhere = status === UPGRADE_REQUIRED || (status >= 200 && status < 300);
  return { outcome: isElsewhere ? 'MISSING' : meaningOfCode(status), detail: `expected status 101, got ${status}` };
}

function notWebSocket(got: string): Finding {
  return { outcome: 'PROTOCOL_ERROR', detail: `expected the upgrade to a WebSocket, got ${got}` };
}

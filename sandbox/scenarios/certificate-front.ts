import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import { reissue } from './reissue';
import { standBefore } from './stand-before';
import type { Container } from '../tasks/container';
import type { Task } from '../tasks/task';

const TIMEOUT_MS = 5_000;
const PROTOCOLS = ['h2', 'http/1.1'];

const fronts = new WeakMap<Container, Promise<CertificateFront>>();

/** Stands before a process that serves TLS, with a certificate like its own but for its end, and passes on what it decrypts. */
export class CertificateFront {
  /** The front of a container; rejects where its process serves no TLS. */
  public static async of(task: Task, container: Container): Promise<CertificateFront> {
    const existing = fronts.get(container);
    if (existing) { return existing; }
    const created = CertificateFront.create(task, container);
    fronts.set(container, created);
    return created;
  }

  private static async create(task: Task, container: Container): Promise<CertificateFront> {
    const [port] = container.model.ports;
    const open = async (protocols?: readonly string[]) => handshake(task.address, port, protocols);
    const plain = await open();
    if (!plain) { throw new Error(`The container ${container.name} serves no TLS on its first port ${port}: no certificate can expire.`); }
    const spoken = await Promise.all(PROTOCOLS.map(async (protocol) => (await open([protocol]))?.protocol));
    const protocols = PROTOCOLS.filter((protocol, index) => spoken[index] === protocol);
    const server = createServer({
      ...reissue(plain.certificate), ...protocols.length > 0 ? { ALPNProtocols: protocols } : {},
    }, (secure) => pass(secure, task.loopback, port));
    // A client that breaks off is none of the server's business.
    server.on('tlsClientError', (_, socket) => socket.destroy());
    await standBefore(task, container, server);
    return new CertificateFront(server, plain.certificate);
  }

  private constructor(private readonly server: Server, private readonly certificate: Buffer) {}

  /** The certificate ends then, in epoch milliseconds. Returns what gives it its own dates back. */
  public endAt(until: number): () => void {
    this.server.setSecureContext(reissue(this.certificate, until));
    return () => this.server.setSecureContext(reissue(this.certificate));
  }
}

/** What a process answers in a handshake; undefined where it speaks no TLS. */
async function handshake(host: string, port: number, protocols?: readonly string[]): Promise<
  { readonly certificate: Buffer; readonly protocol: TLSSocket['alpnProtocol'] } | undefined
> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, ...protocols ? { ALPNProtocols: [...protocols] } : {} });
    const end = (answer?: { certificate: Buffer; protocol: TLSSocket['alpnProtocol'] }) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, TIMEOUT_MS);
    socket.once('secureConnect', () => end({ certificate: socket.getPeerCertificate().raw, protocol: socket.alpnProtocol }));
    socket.on('error', () => end());
  });
}

function pass(secure: TLSSocket, host: string, port: number): void {
  const { alpnProtocol } = secure;
  const behind = connect({ host, port, rejectUnauthorized: false, ...alpnProtocol ? { ALPNProtocols: [alpnProtocol] } : {} });
  for (const [one, other] of [[secure, behind], [behind, secure]]) {
    one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
  }
}

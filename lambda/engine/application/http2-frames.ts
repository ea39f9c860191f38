import { Duplex } from 'node:stream';

const HEAD_BYTES = 9;
/** What a peer may send that was not allowed more (RFC 9113, section 6.5.2). */
const LARGEST_PAYLOAD_BYTES = 16_384;

/**
 * A connection of HTTP/2 whose frames are read one by one, each in a turn of the event loop of its own.
 *
 * nghttp2 before 1.68.1, which Node 20 has, reads on in a buffer in which it has found a reason to end the connection, and a malformed
 * frame after it then aborts the whole process. https://nvd.nist.gov/vuln/detail/CVE-2026-27135
 */
export class FrameByFrame extends Duplex {
  /** The protocol that the first bytes are of, where it is known and is not HTTP/2. */
  public otherProtocol: string | undefined;
  private unread = Buffer.alloc(0);
  private isFirst = true;
  /** Nothing comes any more; what came is handed over before its end is, or the error that ended it. */
  private ending: { readonly error?: Error } | undefined;
  private turn: NodeJS.Immediate | undefined;
  /** What is written in the first turn, which is the whole request, leaves at once. */
  private isGathering = true;

  constructor(private readonly connection: Duplex) {
    super({ allowHalfOpen: false }); // as a socket is
    // A server of another protocol refuses the first bytes and closes: were others written after that, its answer would be lost to EPIPE.
    connection.cork();
    setImmediate(() => {
      this.isGathering = false;
      connection.uncork();
    });
    connection
      .on('data', (chunk: Buffer) => {
        connection.pause();
        this.unread = Buffer.concat([this.unread, chunk]);
        if (this.isFirst) { this.otherProtocol = protocolOf(chunk); }
        this.isFirst = false;
        this.handOver();
      })
      .on('end', () => this.finish({}))
      .on('error', (error) => this.finish({ error }))
      .on('close', () => { if (!this.ending) { this.destroy(); } });
  }

  /** Reading is up to the other side: it is bounded by one chunk of the connection. */
  public override _read(): void {}

  public override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.isGathering) {
      this.connection.write(chunk, encoding, done);
      return;
    }
    this.connection.write(chunk, encoding);
    done();
  }

  public override _final(done: () => void): void {
    this.connection.end(() => done());
  }

  public override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.connection.destroy();
    done(error);
  }

  private finish(end: { readonly error?: Error }): void {
    this.ending = end;
    this.handOver();
  }

  private handOver(): void {
    if (this.destroyed || this.turn) { return; }
    const length = lengthOfFrame(this.unread);
    if (length !== undefined) {
      this.push(this.unread.subarray(0, length));
      this.unread = this.unread.subarray(length);
      this.turn = setImmediate(() => {
        this.turn = undefined;
        this.handOver();
      });
    } else if (this.ending?.error) {
      this.destroy(this.ending.error);
    } else if (this.ending) {
      if (this.unread.length > 0) { this.push(this.unread); }
      this.push(null);
    } else {
      this.connection.resume();
    }
  }
}

function protocolOf(bytes: Buffer): string | undefined {
  if (bytes.toString('latin1', 0, 5) === 'HTTP/') { return 'HTTP/1'; }
  return bytes[0] === 0x15 && bytes[1] === 3 ? 'TLS' : undefined;
}

/** Undefined while the frame is not complete; one that is too large is refused at its head, so that nobody waits for the rest. */
function lengthOfFrame(bytes: Buffer): number | undefined {
  if (bytes.length < HEAD_BYTES) { return undefined; }
  const payload = bytes.readUIntBE(0, 3);
  if (payload > LARGEST_PAYLOAD_BYTES) { return bytes.length; }
  return bytes.length < HEAD_BYTES + payload ? undefined : HEAD_BYTES + payload;
}

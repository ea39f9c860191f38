import {
  type Framing,
  framingOf,
  HEADER_BYTES,
  HEADER_LINES,
  type HttpHeaders,
  NotHttp,
  parseChunkSize,
  parseHeaderLine,
  parseStatusLine,
} from './http-lines';

/** Most of a body that is read, in bytes. */
export const BODY_BYTES = 64 * 1024;

const LINE_FEED = 0x0a;
const BEGINNING = 'HTTP/1.';
const FRAME_SETTINGS = 4;
const FRAME_GOAWAY = 7;
const TLS_ALERT = 0x15;
const TLS_HANDSHAKE = 0x16;

/** Whether a body is waited for: `welcome` is one that may tell more, and whose absence is no fault. */
export type BodyDemand = 'no' | 'welcome' | 'needed';

const NO_HEADERS: HttpHeaders = new Map();

type State = 'beginning' | 'status' | 'headers' | 'body' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers' | 'done';

/**
 * Reads one HTTP/1 answer as it arrives, in pieces of any size and with the same result however it is cut.
 *
 * Bounded in everything: headers, lines, interim answers, chunk extensions, trailers, body. A line may end in a bare LF
 * (RFC 9112 section 2.2 allows it, small servers do it, and a connection of one answer has nothing to smuggle); bytes after
 * the end of the answer are ignored, since whether they have arrived by then is chance.
 */
export class HttpParser {
  /** Status code of the answer; 0 until its headers are complete. */
  public status = 0;
  public headers: HttpHeaders = NO_HEADERS;
  /** Whether the body was cut at the cap. */
  public cut = false;

  private state: State = 'beginning';
  private line = '';
  private headerBytes = 0;
  private headerLines = 0;
  private statusLine = { status: 0, minor: 0 };
  private reading = new Map<string, string>();
  private framing: Framing = { by: 'close' };
  private demand: BodyDemand = 'needed';
  /** Bytes left of the body or of the chunk. */
  private left = 0;
  private bodyLength = 0;
  private readonly pieces: Buffer[] = [];

  /**
   * @param isHead whether the request was HEAD, whose answer has no body whatever it says
   * @param wantsBody decides by status code and headers; without its body an answer is complete at once
   */
  constructor(
    private readonly isHead: boolean,
    private readonly wantsBody: (status: number, headers: HttpHeaders) => BodyDemand = () => 'needed',
  ) {}

  /** Whether the answer is complete, or as much of it as is read. */
  public get isDone(): boolean {
    return this.state === 'done';
  }

  /** The body, or its beginning. */
  public get body(): Buffer {
    return this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces);
  }

  /**
   * Takes the next bytes.
   * @throws NotHttp when they are not HTTP/1
   */
  public push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && this.state !== 'done') {
      switch (this.state) {
        case 'beginning':
          at = this.readBeginning(bytes, at);
          break;
        case 'body':
        case 'chunk':
          at = this.readBody(bytes, at);
          break;
        default:
          at = this.readLine(bytes, at);
      }
    }
  }

  /**
   * Takes the end of the connection.
   * @returns whether the answer is complete now
   */
  public end(): boolean {
    if (this.state === 'body' && this.framing.by === 'close') {
      this.state = 'done';
    }
    return this.isDone;
  }

  /**
   * Gives up waiting.
   * @returns whether what has come is enough: the headers, of a body that is only welcome
   */
  public giveUp(): boolean {
    if (this.status !== 0 && this.demand === 'welcome') {
      this.cut = true;
      this.state = 'done';
    }
    return this.isDone;
  }

  /** The first byte that cannot be HTTP/1 decides: a binary protocol may never send a line feed. */
  private readBeginning(bytes: Buffer, from: number): number {
    let at = from;
    if (this.line === '' && bytes.toString('latin1', from, from + BEGINNING.length) === BEGINNING) {
      this.line = BEGINNING;
      at += BEGINNING.length;
    }
    while (at < bytes.length && this.line.length < BEGINNING.length) {
      const byte = bytes[at]!;
      at += 1;
      this.line += String.fromCharCode(byte);
      if (!BEGINNING.startsWith(this.line)) {
        throw describeBeginning(this.line, bytes.subarray(at - 1));
      }
    }
    if (this.line === BEGINNING) {
      this.state = 'status';
      this.headerBytes += BEGINNING.length;
    }
    return at;
  }

  private readLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(LINE_FEED, from);
    const to = end < 0 ? bytes.length : end + 1;
    this.headerBytes += to - from;
    if (this.headerBytes > HEADER_BYTES) {
      throw new NotHttp(`headers of more than ${HEADER_BYTES} bytes`);
    }
    this.line += bytes.toString('latin1', from, to);
    if (end < 0) {
      return to;
    }
    const { line } = this;
    this.line = '';
    // The budget is for extensions: a body in many small chunks is as good as any.
    if (this.state === 'chunk-size') {
      this.headerBytes -= Math.min(line.length, 16);
    }
    if (this.state === 'chunk-end') {
      this.headerBytes -= line.length;
    }
    this.takeLine(line.slice(0, line.endsWith('\r\n') ? -2 : -1));
    return to;
  }

  private takeLine(line: string): void {
    switch (this.state) {
      case 'status':
        this.statusLine = parseStatusLine(line);
        this.state = 'headers';
        break;
      case 'headers':
        if (line === '') {
          return this.takeHead();
        }
        this.takeHeader(line, this.reading);
        break;
      case 'chunk-size':
        this.takeChunkSize(line);
        break;
      case 'chunk-end':
        if (line !== '') {
          throw new NotHttp('a chunk longer than its size');
        }
        this.state = 'chunk-size';
        break;
      default: // trailers
        if (line === '') {
          this.state = 'done';
        } else {
          this.takeHeader(line, new Map());
        }
    }
  }

  private takeHeader(line: string, headers: Map<string, string>): void {
    this.headerLines += 1;
    if (this.headerLines > HEADER_LINES) {
      throw new NotHttp(`more than ${HEADER_LINES} header lines`);
    }
    parseHeaderLine(line, headers);
  }

  private takeHead(): void {
    const { status, minor } = this.statusLine;
    if (status === 101) {
      throw new NotHttp('a switch to another protocol');
    }
    if (status < 200) {
      // an interim answer: the real one follows
      this.reading = new Map();
      this.state = 'beginning';
      return;
    }
    this.framing = framingOf(status, minor, this.reading, this.isHead);
    this.status = status;
    this.headers = this.reading;
    this.left = this.framing.by === 'length' ? this.framing.length : Infinity;
    this.demand = this.wantsBody(status, this.headers);
    if (this.framing.by === 'nothing' || this.left === 0 || this.demand === 'no') {
      this.state = 'done';
    } else {
      this.state = this.framing.by === 'chunks' ? 'chunk-size' : 'body';
    }
  }

  private takeChunkSize(line: string): void {
    this.left = parseChunkSize(line);
    this.state = this.left === 0 ? 'trailers' : 'chunk';
  }

  private readBody(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + this.left);
    const room = BODY_BYTES - this.bodyLength;
    this.pieces.push(bytes.subarray(from, Math.min(to, from + room)));
    this.bodyLength += Math.min(to - from, room);
    this.left -= to - from;
    if (to - from > room) {
      this.cut = true;
      this.state = 'done';
    } else if (this.left === 0) {
      this.state = this.framing.by === 'chunks' ? 'chunk-end' : 'done';
    }
    return to;
  }
}

/** @param rest from the last byte of the beginning on, as far as it has arrived */
function describeBeginning(beginning: string, rest: Buffer): NotHttp {
  const first = beginning.charCodeAt(0);
  // A server of HTTP/2 begins with its settings, or says GOAWAY (RFC 9113 section 3.4).
  const isFrame = first === 0 && beginning.length === 1 && (rest[3] === FRAME_SETTINGS || rest[3] === FRAME_GOAWAY);
  if (beginning === 'HTTP/2' || isFrame) { return new NotHttp('an answer in HTTP/2', true); }
  if (first === TLS_ALERT || first === TLS_HANDSHAKE) { return new NotHttp('an answer in TLS', true); }
  return new NotHttp(first === 0 ? 'a binary answer' : 'an answer that does not begin with HTTP/1');
}

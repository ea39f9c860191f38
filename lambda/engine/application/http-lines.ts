/** Most of status lines, headers, chunk extensions and trailers together that is read, in bytes. */
export const HEADER_BYTES = 16 * 1024;

/** Most header lines of an answer, those of interim answers and trailers included. */
export const HEADER_LINES = 100;

/** How the end of a body is found. */
export type Framing = { readonly by: 'nothing' | 'chunks' | 'close' } | { readonly by: 'length'; readonly length: number };

/** Headers by name in lower case; repeated ones joined by commas. */
export type HttpHeaders = ReadonlyMap<string, string>;

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\0-\x08\x0a-\x1f\x7f]*)?$/;
// Name, colon without a space before it, value without control characters (RFC 9112 section 5).
const HEADER_LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[^\0-\x08\x0a-\x1f\x7f]*$/;

/** Something in an answer that is not HTTP/1; the message is for a person and never quotes the target. */
export class NotHttp extends Error {
  /** @param isOtherProtocol whether it is another protocol that is known, so that the plan is wrong rather than the target */
  constructor(message: string, public readonly isOtherProtocol: boolean = false) {
    super(message);
  }
}

/** Reads `HTTP/1.1 200 OK`. */
export function parseStatusLine(line: string): { readonly status: number; readonly minor: number } {
  const [, minor, status] = STATUS_LINE.exec(line) ?? [];
  if (status === undefined) { throw new NotHttp('a status line that is not HTTP/1.1 or HTTP/1.0'); }
  return { status: Number(status), minor: Number(minor) };
}

/** Reads one header line into `headers`. */
export function parseHeaderLine(line: string, headers: Map<string, string>): void {
  // RFC 9112 section 5.2: folded lines are obsolete; readers that disagree about them can be fooled.
  if (line.startsWith(' ') || line.startsWith('\t')) { throw new NotHttp('a folded header line'); }
  if (!HEADER_LINE.test(line)) { throw new NotHttp('a header line that is none'); }
  const colon = line.indexOf(':');
  const name = line.slice(0, colon).toLowerCase();
  const value = line.slice(colon + 1).trim();
  const before = headers.get(name);
  headers.set(name, before === undefined ? value : `${before}, ${value}`);
}

/**
 * How the body of an answer ends (RFC 9112 section 6.3). What can be read in two ways is refused rather than guessed at.
 */
export function framingOf(status: number, minor: number, headers: HttpHeaders, isHead: boolean): Framing {
  const encoding = headers.get('transfer-encoding');
  const lengths = headers.get('content-length');
  if (encoding !== undefined && lengths !== undefined) { throw new NotHttp('both a content-length and a transfer-encoding'); }
  const length = lengths === undefined ? undefined : parseLength(lengths);
  if (isHead || status === 204 || status === 304) { return { by: 'nothing' }; }
  if (encoding !== undefined) {
    if (minor === 0 || encoding.toLowerCase() !== 'chunked') { throw new NotHttp('a transfer-encoding that nobody asked for'); }
    return { by: 'chunks' };
  }
  return length === undefined ? { by: 'close' } : { by: 'length', length };
}

/** The size at the beginning of a chunk line; what follows a semicolon are extensions, which mean nothing here. */
export function parseChunkSize(line: string): number {
  const [, digits] = /^([0-9a-fA-F]{1,12})[ \t]*(?:;[^\0-\x08\x0a-\x1f\x7f]*)?$/.exec(line) ?? [];
  if (digits === undefined) { throw new NotHttp('a chunk without a size'); }
  return parseInt(digits, 16);
}

/** The same length may be said twice, two lengths may not. */
function parseLength(text: string): number {
  const [first, ...others] = text.split(',').map((piece) => piece.trim()) as [string, ...string[]];
  if (!/^\d{1,15}$/.test(first)) { throw new NotHttp('a content-length that is no number'); }
  if (others.some((other) => other !== first)) { throw new NotHttp('conflicting content-lengths'); }
  return Number(first);
}

import * as fc from 'fast-check';
import { NotHttp } from '../../../../lambda/engine/application/http-lines';
import { BODY_BYTES, HttpParser } from '../../../../lambda/engine/application/http-parser';

interface Read {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: string;
  readonly cut: boolean;
  readonly isDone: boolean;
  readonly error?: string;
}

/** Feeds an answer in pieces, and then the end of the connection. */
function read(pieces: readonly Buffer[], isHead: boolean = false): Read {
  const parser = new HttpParser(isHead);
  let error: string | undefined;
  try {
    for (const piece of pieces) { parser.push(piece); }
    parser.end();
  } catch (thrown) {
    if (!(thrown instanceof NotHttp)) { throw thrown; }
    error = thrown.message;
  }
  return {
    status: parser.status,
    headers: [...parser.headers],
    body: parser.body.toString('latin1'),
    cut: parser.cut,
    isDone: parser.isDone,
    ...error ? { error } : {},
  };
}

function readText(text: string, isHead: boolean = false): Read {
  return read([Buffer.from(text, 'latin1')], isHead);
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

describe('answers that are read', () => {
  test.each<[name: string, text: string, status: number, body: string]>([
    ['content-length', `${OK}Content-Length: 5\r\n\r\nhello`, 200, 'hello'],
    ['content-length, said twice alike', `${OK}content-length: 5\r\ncontent-length: 5\r\n\r\nhello`, 200, 'hello'],
    ['bytes after the end', `${OK}content-length: 5\r\n\r\nhello HTTP/1.1 500`, 200, 'hello'],
    ['no body', `${OK}content-length: 0\r\n\r\n`, 200, ''],
    ['until the connection ends', `${OK}\r\nhello`, 200, 'hello'],
    ['HTTP/1.0', 'HTTP/1.0 503 No\r\n\r\nhello', 503, 'hello'],
    ['no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 1\r\n\r\nx', 200, 'x'],
    ['reason of other bytes', 'HTTP/1.1 200 \xfc\xff\r\ncontent-length: 1\r\n\r\nx', 200, 'x'],
    ['a code of nobody', 'HTTP/1.1 799 What\r\ncontent-length: 0\r\n\r\n', 799, ''],
    ['bare line feeds', 'HTTP/1.1 200 OK\ncontent-length: 1\n\nx', 200, 'x'],
    ['interim answers', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nlink: x\r\n\r\n${OK}content-length: 1\r\n\r\nx`, 200, 'x'],
    ['204', 'HTTP/1.1 204 None\r\ncontent-length: 7\r\n\r\n', 204, ''],
    ['304', 'HTTP/1.1 304 Same\r\n\r\n', 304, ''],
    ['chunks', `${CHUNKED}5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n`, 200, 'hello world'],
    ['chunks with extensions and trailers', `${CHUNKED}5;a=b;c="d"\r\nhello\r\n00\r\nx-sum: 1\r\n\r\n`, 200, 'hello'],
    ['an upper case coding', `${OK}Transfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n`, 200, '0123456789'],
    ['many small chunks', `${CHUNKED}${'1\r\nx\r\n'.repeat(40_000)}0\r\n\r\n`, 200, 'x'.repeat(40_000)],
  ])('%s', (_name, text, status, body) => {
    expect(readText(text)).toMatchObject({ status, body, isDone: true, cut: false });
    expect(readText(text).error).toBeUndefined();
  });

  test('HEAD has no body, whatever the answer says', () => {
    expect(readText(`${OK}content-length: 99\r\n\r\n`, true)).toMatchObject({ status: 200, body: '', isDone: true });
    expect(readText(CHUNKED, true)).toMatchObject({ isDone: true });
  });

  test('headers are told by lower case names, repeated ones joined; those of interim answers are forgotten', () => {
    const { headers } = readText(
      `HTTP/1.1 103 Early\r\nX-Early: 1\r\n\r\n${OK}X-A:one\r\nx-a: \t two \t\r\nEmpty:\r\ncontent-length: 0\r\n\r\n`,
    );
    expect(headers).toEqual([['x-a', 'one, two'], ['empty', ''], ['content-length', '0']]);
  });

  test('a body is cut at its cap', () => {
    const text = `${OK}content-length: ${2 ** 30}\r\n\r\n${'x'.repeat(BODY_BYTES + 1)}`;
    expect(readText(text)).toMatchObject({ isDone: true, cut: true, body: 'x'.repeat(BODY_BYTES) });
    expect(readText(`${OK}\r\n${'x'.repeat(BODY_BYTES)}`)).toMatchObject({ isDone: true, cut: false });
  });
});

describe('answers that are not HTTP/1', () => {
  test.each<[name: string, text: string, error: RegExp]>([
    ['HTTP/0.9', '<html>hello</html>', /does not begin with HTTP\/1/],
    ['garbage', '\u0001\u0002', /does not begin/],
    ['HTTP/2 frames', '\u0000\u0000\u0012\u0004', /HTTP\/2/],
    ['HTTP/2 in words', 'HTTP/2 200', /HTTP\/2/],
    ['the HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /does not begin/],
    ['TLS', '\u0015\u0003\u0003\u0000\u0002\u0002\u0046', /TLS/],
    ['another protocol', 'SSH-2.0-OpenSSH_9\r\n', /does not begin/],
    ['an empty line first', `\r\n${OK}\r\n`, /does not begin/],
    ['HTTP/1.2', 'HTTP/1.2 200 OK\r\n\r\n', /status line/],
    ['code of two digits', 'HTTP/1.1 20 OK\r\n\r\n', /status line/],
    ['code 0', 'HTTP/1.1 000 OK\r\n\r\n', /status line/],
    ['control characters in the reason', 'HTTP/1.1 200 O\u001b[31mK\r\n\r\n', /status line/],
    ['a folded line', `${OK}x: 1\r\n 2\r\n\r\n`, /folded/],
    ['a space before the colon', `${OK}x : 1\r\n\r\n`, /header line that is none/],
    ['no colon', `${OK}nothing\r\n\r\n`, /header line that is none/],
    ['a bare CR', `${OK}x: 1\ry: 2\r\n\r\n`, /header line that is none/],
    ['a NUL', `${OK}x: \u0000\r\n\r\n`, /header line that is none/],
    ['two lengths', `${OK}content-length: 1\r\ncontent-length: 2\r\n\r\nxy`, /conflicting/],
    ['two lengths in one line', `${OK}content-length: 1, 2\r\n\r\nxy`, /conflicting/],
    ['a negative length', `${OK}content-length: -1\r\n\r\n`, /no number/],
    ['a length in words', `${OK}content-length: 0x10\r\n\r\n`, /no number/],
    ['length and chunks', `${OK}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, /both/],
    ['another coding', `${OK}transfer-encoding: gzip, chunked\r\n\r\n`, /transfer-encoding/],
    ['chunks in HTTP/1.0', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n', /transfer-encoding/],
    ['a chunk without a size', `${CHUNKED}hello\r\n`, /without a size/],
    ['a negative chunk', `${CHUNKED}-5\r\nhello\r\n`, /without a size/],
    ['a chunk longer than its size', `${CHUNKED}3\r\nhello\r\n`, /longer than its size/],
    ['another protocol from here on', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n', /switch/],
    ['headers too long', `${OK}x: ${'y'.repeat(20_000)}`, /more than 16384 bytes/],
    ['headers too many', `${OK}${'x: y\r\n'.repeat(101)}`, /more than 100 header lines/],
    ['interim answers without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000), /more than 16384 bytes/],
    ['extensions without end', `${CHUNKED}1;${'x'.repeat(20_000)}`, /more than 16384 bytes/],
    ['extensions again and again', `${CHUNKED}${`1;${'x'.repeat(100)}\r\ny\r\n`.repeat(1000)}`, /more than 16384 bytes/],
    ['trailers without end', `${CHUNKED}0\r\n${'x: y\r\n'.repeat(200)}`, /more than 100 header lines/],
  ])('%s', (_name, text, error) => {
    const result = readText(text);
    expect(result).toMatchObject({ isDone: false, error: expect.stringMatching(error) });
  });

  test('an end that comes too soon is no answer', () => {
    for (const text of [
      '',
      'HTTP',
      OK,
      `${OK}content-length: 5\r\n\r\nhell`,
      `${CHUNKED}5\r\nhello\r\n`,
      `${CHUNKED}5\r\nhello\r\n0\r\n`,
    ]) {
      expect(readText(text)).toMatchObject({ isDone: false });
    }
  });
});

describe('whatever arrives', () => {
  const line = fc.constantFrom(
    'HTTP/1.1 200 OK',
    'HTTP/1.0 503 No',
    'HTTP/1.1 100 Go on',
    'HTTP/1.1 204',
    'content-length: 5',
    'content-length: 70000',
    'Transfer-Encoding: chunked',
    'x-a: b',
    ' folded',
    '',
    '',
    '5',
    '5;ext',
    'hello',
    '0',
    'a: \u0001',
    'x'.repeat(9000),
  );
  const eol = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r');
  const lines = fc.array(fc.tuple(line, eol).map(([text, end]) => text + end), { maxLength: 25 }).map((all) => all.join(''));
  const bytes = fc.oneof(
    lines,
    lines.map((text) => `HTTP/1.1 200 OK\r\n${text}`),
    lines.map((text) => CHUNKED + text),
    fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1')),
    fc.uint8Array({ maxLength: 200 }).map((array) => OK + Buffer.from(array).toString('latin1')),
  ).map((text) => Buffer.from(text, 'latin1'));

  test('the result is the same however it is cut, bounded, and never an exception of another kind', () => {
    fc.assert(fc.property(bytes, fc.array(fc.nat(400), { maxLength: 40 }), fc.boolean(), (all, sizes, isHead) => {
      const pieces: Buffer[] = [];
      let at = 0;
      for (const size of sizes) {
        pieces.push(all.subarray(at, at + size));
        at += size;
      }
      pieces.push(all.subarray(at));
      const whole = read([all], isHead);
      expect(read(pieces, isHead)).toEqual(whole);
      expect(whole.body.length).toBeLessThanOrEqual(BODY_BYTES);
      expect(whole.headers.length).toBeLessThanOrEqual(100);
    }), { numRuns: 500 });
  });

  test('byte by byte', () => {
    fc.assert(fc.property(bytes, (all) => {
      expect(read(Array.from(all, (byte) => Buffer.from([byte])))).toEqual(read([all]));
    }), { numRuns: 100 });
  });
});

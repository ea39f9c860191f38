import { HttpParser } from '../../../../lambda/engine/application/http-parser';

test.each([
  ['a header of spaces', `x:${' '.repeat(16_000)}\u0000`],
  ['a length of commas', `content-length: ${','.repeat(16_000)}`],
])('a line that is made to be tried again and again costs no time: %s', (_, line) => {
  const start = performance.now();
  const parser = new HttpParser(false);
  expect(() => { parser.push(Buffer.from(`HTTP/1.1 200 OK\r\n${line}\r\n\r\n`)); }).toThrow();
  expect(performance.now() - start).toBeLessThan(100);
});

import { acceptsStatus, highestStatus, parseStatusCodes } from '../../src/shared/status-codes';

test.each<[codes: string, status: number, accepted: boolean]>([
  ['200', 200, true], ['200', 201, false], ['200', 204, false],
  ['200-299', 200, true], ['200-299', 299, true], ['200-299', 300, false], ['200-299', 199, false],
  ['200,204', 204, true], ['200,204', 202, false], ['200,301-302', 302, true],
  ['200, 204', 204, true], ['200,nonsense', 200, true], ['200,nonsense', 204, false],
  ['', 200, false], ['', 0, false], ['nonsense', 200, false], ['299-200', 250, false],
])('%s and %i: %s', (codes, status, accepted) => expect(acceptsStatus(codes, status)).toBe(accepted));

test('the answers stay right after more matchers than are remembered', () => {
  for (let code = 100; code < 350; code += 1) { expect(acceptsStatus(String(code), code)).toBe(true); }
  expect(acceptsStatus('200', 200)).toBe(true);
  expect(acceptsStatus('200', 201)).toBe(false);
});

test.each<[codes: string, ranges: ReturnType<typeof parseStatusCodes>]>([
  ['200', [{ min: 200, max: 200 }]],
  ['0,5-7', [{ min: 0, max: 0 }, { min: 5, max: 7 }]],
  [' 200 , 204', [{ min: 200, max: 200 }, { min: 204, max: 204 }]],
  ['200;204', undefined], ['200,', undefined], ['299-200', undefined], ['', undefined], ['200 - 299', undefined],
])('the ranges of %j', (codes, ranges) => expect(parseStatusCodes(codes)).toEqual(ranges));

test.each<[codes: string, highest: number]>([
  ['200', 200], ['200-299', 299], ['200-399,204', 399], ['200,301-302', 302], ['', 0],
])('the highest code of %j is %i', (codes, highest) => expect(highestStatus(codes)).toBe(highest));

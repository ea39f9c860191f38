import { acceptsStatus } from '../../../lambda/engine/status-codes';

test.each<[codes: string, status: number, accepted: boolean]>([
  ['200', 200, true], ['200', 201, false],
  ['200-299', 200, true], ['200-299', 299, true], ['200-299', 300, false], ['200-299', 199, false],
  ['200,204', 204, true], ['200,204', 202, false], ['200,301-302', 302, true],
  ['', 200, false], ['nonsense', 200, false],
])('%s and %i: %s', (codes, status, accepted) => expect(acceptsStatus(codes, status)).toBe(accepted));

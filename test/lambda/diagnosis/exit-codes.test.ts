import { endedAsAsked, exitCodeInWords } from '../../../lambda/diagnosis/stops/exit-codes';

test.each<[code: number, words: string]>([
  [0, 'exit code 0, it exited by itself and reports success'],
  [2, 'exit code 2'],
  [128, 'exit code 128'],
  [129, 'exit code 129, ended by signal 1'],
  [137, 'exit code 137, SIGKILL: killed, either because it ran out of memory or because it still ran at the end of its stop timeout'],
  [192, 'exit code 192, ended by signal 64'],
  [193, 'exit code 193'],
  [255, 'exit code 255'],
])('%d in words', (code, words) => expect(exitCodeInWords(code)).toBe(words));

test('who was asked to stop, and did, ended as asked', () => {
  expect([0, 143, 1, 137].map(endedAsAsked)).toEqual([true, true, false, false]);
});

import type { Answer, Reading } from '../../../../lambda/engine/formats/answer';
import { readAnswer } from '../../../../lambda/engine/formats/read';
import type { FormatName } from '../../../../src/verification/plan';

/** Reads a body, given as text or as what becomes JSON. */
export function read(format: FormatName, httpStatus: number, body: unknown, rest: Partial<Answer> = {}): Reading {
  return readAnswer(format, {
    httpStatus,
    accepted: httpStatus >= 200 && httpStatus < 300,
    expected: '200-299',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    complete: true,
    contentType: 'application/json',
    ...rest,
  });
}

/** Components as `name STATUS`. */
export function names({ components }: Reading): string[] {
  return components.map(({ name, status }) => `${name} ${status}`);
}

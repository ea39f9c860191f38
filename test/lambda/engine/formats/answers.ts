import type { Answer, Reading } from '../../../../lambda/engine/formats/answer';
import { readAnswer } from '../../../../lambda/engine/formats/read';
import type { CustomFormatPlan, FormatName } from '../../../../src/shared/plan';

/** Reads a body, given as text or as what becomes JSON. */
export function read(format: FormatName | CustomFormatPlan, httpStatus: number, body: unknown, rest: Partial<Answer> = {}): Reading {
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

/** Whatever an answer holds, little of it is told, and nothing that moves a cursor. */
export function expectBounded({ detail, components }: Reading): void {
  expect(detail.length).toBeLessThanOrEqual(200);
  expect(components.length).toBeLessThanOrEqual(20);
  for (const { name, status } of components) {
    expect(name.length).toBeLessThanOrEqual(120);
    expect(name).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(status).not.toBe('UP');
  }
}

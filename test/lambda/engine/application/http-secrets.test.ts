import * as fc from 'fast-check';
import { Secrets } from '../../../../lambda/engine/application/http-secrets';
import { secretKey } from '../../../../lambda/shared/probe-request';
import type { SecretHeaderPlan } from '../../../../src/shared/plan';

const header: SecretHeaderPlan = { name: 'authorization', source: 'ssm', id: '/key', prefix: 'Bearer ' };
const secretsWith = (value?: string) => new Secrets(
  { secretHeaders: [header] }, value === undefined ? {} : { [secretKey(header)]: value },
);
const SECRET = 'Pa55-word+/=?';

test('a name that repeats the secret holds it in any case', () => {
  const secrets = secretsWith(SECRET);
  expect(
    [SECRET, SECRET.toUpperCase(), SECRET.toLowerCase(), `x.${SECRET.toLowerCase()}.example`].map((text) => secrets.occurIn(text)),
  ).toEqual([true, true, true, true]);
  expect(secrets.occurIn('Pa55-wor')).toBe(false);
});

test.each<[how: string, spelled: string]>([
  ['as it is', SECRET],
  ['as a JSON string', JSON.stringify(SECRET).slice(1, -1)],
  ['as part of a URL', encodeURIComponent(SECRET)],
  ['as base64', Buffer.from(SECRET).toString('base64')],
  ['as base64url', Buffer.from(SECRET).toString('base64url')],
])('%s it is in nothing that is told', (_, spelled) => {
  const told = secretsWith(SECRET).redactFinding({
    outcome: 'UNHEALTHY',
    detail: `got ${spelled}!`,
    components: [{ name: spelled, status: 'DOWN' }],
  });
  expect(told).toMatchObject({ detail: 'got ***!', components: [{ name: '***', status: 'DOWN' }] });
});

test('never: a secret in a finding, whatever it is', () => {
  const secret = fc.string({ minLength: 1, maxLength: 30 }).filter((value) => !value.includes('*'));
  fc.assert(fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
    expect(secretsWith(value).redactFinding({ outcome: 'OK', detail: before + value + after }).detail).not.toContain(value);
  }), { numRuns: 200 });
});

test('of an answer that is still to be read, only what is no ordinary word is taken', () => {
  expect(secretsWith('12345678').redactAnswer('{"a":"12345678"}')).toBe('{"a":"***"}');
  expect(secretsWith('1234567').redactAnswer('{"a":"1234567"}')).toBe('{"a":"1234567"}');
});

test('a value that was not handed over is missing by its header\'s name', () => {
  expect(secretsWith().missing).toBe('authorization');
  expect(secretsWith('').missing).toBeUndefined();
  expect(secretsWith(SECRET).headers).toEqual([['authorization', `Bearer ${SECRET}`]]);
});
